import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { runSynthesis } from "../../../infra/synthesis/run-synthesis";

/** Control sequence that clears a terminal's screen. */
const HOSTILE = "\u001b[2J";

describe("runSynthesis with an unexpected error", () => {
  const folder = mkdtempSync(join(tmpdir(), "run-synthesis-"));
  const file = join(folder, "iot-auth.config.ts");
  beforeAll(() => writeFileSync(file, "export default {};\n"));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  afterEach(() => jest.restoreAllMocks());

  it.each([
    ["an error", new Error(`oops ${HOSTILE}`)],
    ["a text", `oops ${HOSTILE}`],
    ["null", null],
    ["undefined", undefined],
  ])("returns 1 and prints no control characters and no stack trace for %s", async (_, thrown) => {
    let printed = "";
    jest.spyOn(process.stderr, "write").mockImplementation((text) => {
      printed += String(text);
      return true;
    });
    const config = new Proxy(
      {},
      {
        ownKeys() {
          throw thrown;
        },
      },
    );

    await expect(runSynthesis(folder, file, () => ({ default: config }))).resolves.toBe(1);
    expect(printed).toMatch(/^error: /);
    expect(printed).not.toContain("\u001b");
    expect(printed).not.toMatch(/\n\s+at /);
  });
});
