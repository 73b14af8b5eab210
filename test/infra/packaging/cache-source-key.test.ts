import { chmodSync, cpSync, mkdirSync, mkdtempSync, renameSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { sourceKey } from "../../../infra/packaging/cache";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "iot-auth-source-"));
  mkdirSync(join(folder, "src/deep"), { recursive: true });
  writeFileSync(join(folder, "src/a.ts"), "a");
  writeFileSync(join(folder, "src/deep/b.ts"), "b");
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const key = (name = "src"): Promise<string> => sourceKey(join(folder, name));

describe("sourceKey", () => {
  it("is the same for the same sources in another folder, with other dates and modes", async () => {
    const before = await key();
    cpSync(join(folder, "src"), join(folder, "copy"), { recursive: true });
    utimesSync(join(folder, "copy/a.ts"), 0, 0);
    chmodSync(join(folder, "copy/deep/b.ts"), 0o600);
    expect(await key("copy")).toBe(before);
  });

  it("ignores files that are not TypeScript", async () => {
    const before = await key();
    writeFileSync(join(folder, "src/README.md"), "text");
    expect(await key()).toBe(before);
  });

  it.each([
    ["a file's content", () => writeFileSync(join(folder, "src/deep/b.ts"), "c")],
    ["a file's name", () => renameSync(join(folder, "src/a.ts"), join(folder, "src/c.ts"))],
    ["a file's folder", () => renameSync(join(folder, "src/deep/b.ts"), join(folder, "src/b.ts"))],
    ["a new file", () => writeFileSync(join(folder, "src/deep/c.ts"), "")],
  ])("changes with %s", async (_, change) => {
    const before = await key();
    change();
    expect(await key()).not.toBe(before);
  });
});
