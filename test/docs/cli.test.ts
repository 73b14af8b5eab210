import { readFileSync } from "node:fs";
import { CLI_REFERENCE, cliReference } from "../../scripts/write-cli-docs";

describe("docs/cli.md", () => {
  it("has the help of every command; if not, run: node --import tsx scripts/write-cli-docs.ts", async () => {
    expect(readFileSync(CLI_REFERENCE, "utf8")).toBe(await cliReference());
  });

  it("has no path of the machine that writes it", async () => {
    expect(await cliReference()).not.toContain(process.cwd());
  });
});
