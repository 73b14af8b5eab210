import { readFileSync } from "node:fs";
import { CLI_REFERENCE, cliReference } from "../../scripts/write-cli-docs";

describe("docs/cli.md", () => {
  it("says what the commands say; if not, run: node --import tsx scripts/write-cli-docs.ts", async () => {
    expect(readFileSync(CLI_REFERENCE, "utf8")).toBe(await cliReference());
  });

  it("holds no path of the machine it was written on", async () => {
    expect(await cliReference()).not.toContain(process.cwd());
  });
});
