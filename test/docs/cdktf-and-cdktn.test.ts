import { readFileSync } from "node:fs";
import { join } from "node:path";

const ROOT = join(__dirname, "..", "..");
const read = (...path: string[]) => readFileSync(join(ROOT, ...path), "utf8");
const PAGE = read("docs", "cdktf-and-cdktn.md");
const { dependencies } = JSON.parse(read("package.json")) as { dependencies: Record<string, string> };

/** Version of a package in the script that compares the two frameworks: of `cdktn: "0.24.0"`, `0.24.0`. */
const forkVersion = (name: string) =>
  new RegExp(`"?${name}"?: "([\\d.]+)"`).exec(read("scripts", "synth-with-cdktn.mjs"))?.[1] ?? "";
const [major, minor] = [/^\d+/, /^\d+\.\d+/];

describe("docs/cdktf-and-cdktn.md", () => {
  it.each([
    ["cdktf", dependencies.cdktf, minor],
    ["cdktn", forkVersion("cdktn"), minor],
    ["@cdktf/provider-aws", dependencies["@cdktf/provider-aws"], major],
    ["@cdktn/provider-aws", forkVersion("@cdktn/provider-aws"), major],
    ["constructs", dependencies.constructs, minor],
  ])("names the version of %s that package.json or the script has", (name, version = "", digits) => {
    expect(PAGE).toContain(`\`${name}\` ${digits.exec(version)?.[0]}`);
  });

  it("tells the reader to rename the imports that the script renames", () => {
    const renamed = [
      ...read("scripts", "synth-with-cdktn.mjs").matchAll(/replaceAll\('"([^"']+)"?', '"([^"']+)"?'\)/g),
    ];
    expect(renamed.map(([, before, after]) => [before, after])).toEqual([
      ["@cdktf/", "@cdktn/"],
      ["cdktf", "cdktn"],
    ]);
    for (const [, before, after] of renamed) expect(PAGE).toMatch(new RegExp(`from "${before}.*\`.*\`from "${after}`));
  });
});
