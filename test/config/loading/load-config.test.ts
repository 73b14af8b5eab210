import { mkdirSync, realpathSync } from "node:fs";
import { join } from "node:path";
import { synthesizeStack } from "../../../cli/local/synthesize-stack";
import { findConfigFile, loadConfig } from "../../../config/loading/load-config";
import { REPOSITORY, type TestProject, testProject } from "../../cli/helpers/project";
import { runCli } from "../../cli/helpers/run-cli";
import { run } from "../../helpers/run";

const CONFIG = join(REPOSITORY, "config");

let project: TestProject;
beforeEach(() => {
  project = testProject();
});
afterEach(() => project.remove());

/** Loads a configuration file with this text. @returns the lines of the error; empty if there is none */
async function mistakes(text: string): Promise<string[]> {
  project.write("iot-auth.config.ts", text);
  try {
    await loadConfig({ cwd: project.folder, loadModule: (path) => require(path) }, undefined);
    return [];
  } catch (error) {
    return (error as Error).message.split("\n");
  }
}

/** Returns a configuration file with these lines in its object. */
const config = (...lines: readonly string[]): string =>
  [
    `import { cloudPrnt, defineConfig, device, mqtt5Sample } from ${JSON.stringify(CONFIG)};`,
    "export default defineConfig({",
    ...lines,
    "});",
  ].join("\n");

describe("the configuration file", () => {
  it("is the one in the nearest folder upwards", async () => {
    const deep = join(project.folder, "a", "b");
    mkdirSync(deep, { recursive: true });
    expect(findConfigFile(deep)).toBe(join(project.folder, "iot-auth.config.ts"));
    expect((await runCli(["users", "list", "--json"], { cwd: deep })).stdout).toBe("[]\n");
  });

  it("is the one that --config names, and its paths are relative to its folder", async () => {
    project.write("other.config.ts", project.read("iot-auth.config.ts"));
    const argv = ["users", "add", "a", "--group", "sensors", "--config", join(project.folder, "other.config.ts")];
    expect((await runCli(argv, { cwd: "/" })).code).toBe(0);
    expect(project.users()).toHaveLength(1);
  });

  it("is reported as missing if there is none", async () => {
    const root = realpathSync("/");
    expect(await runCli(["users", "list"], { cwd: root })).toEqual({
      code: 2,
      stdout: "",
      stderr:
        "error: There is no iot-auth.config.ts in / or in a folder above it. Change to your project, or give --config FILE.\n",
    });
    expect((await runCli(["users", "list", "--config", "x.ts"], { cwd: root })).stderr).toBe(
      'error: `--config` must name a file that exists, got: "x.ts".\n',
    );
    expect((await runCli(["users", "list", "--config", "."], { cwd: root })).stderr).toBe(
      'error: `--config` must name a file that exists, got: ".", which is a folder.\n',
    );
  });

  it("is reported with every problem in it", async () => {
    project.write("iot-auth.config.ts", 'export default { name: "A", region: "x", groups: {}, stges: {} };');
    const { code, stderr } = await runCli(["users", "list"], { cwd: project.folder });
    expect(code).toBe(2);
    const lines = stderr.trimEnd().split("\n");
    expect(lines).toHaveLength(4);
    for (const line of lines) expect(line).toMatch(/^error: `\w+` must .+, got: .+\. .+$/);
    expect(stderr).toContain('Did you mean "stages"?');
  });
});

describe("a mistake in the configuration file is reported with its place and a suggestion:", () => {
  it("none", async () => {
    expect(await mistakes(config('name: "a", region: "us-east-1", groups: { p: device() },'))).toEqual([]);
  });

  it.each<[string, string[], string]>([
    [
      "a comma that is missing at the end of a line",
      ['  name: "a"', "  // the Region", '  region: "us-east-1",'],
      'iot-auth.config.ts:5:3: Expected "}" but found "region". A comma is probably missing at the end of line 3.',
    ],
    [
      "a comma that is missing within a line",
      ["  groups: { a: device() b: device() },"],
      'iot-auth.config.ts:3:25: Expected "}" but found "b". A comma is probably missing before it.',
    ],
    [
      "a brace that is missing",
      ["  groups: { a: device(),"],
      'iot-auth.config.ts:4:2: Expected "}" but found ")". A closing } is probably missing before it.',
    ],
    [
      "a quote that is missing",
      ['  name: "a,'],
      "iot-auth.config.ts:3:12: Unterminated string literal. The closing quote is missing.",
    ],
    [
      "an equals sign for a colon",
      ['  name = "a",'],
      'iot-auth.config.ts:3:8: Unexpected "=". A setting is written with a colon: name: value.',
    ],
    [
      "a setting that is written twice",
      ["  authorizer: { setAsDefault: true },", "  groups: {},", "  authorizer: {},"],
      'iot-auth.config.ts:5:3: "authorizer" is written twice in one object, and JavaScript keeps the second only. Merge the two; the first is in line 3.',
    ],
  ])("%s", async (_, lines, expected) => {
    expect(await mistakes(config(...lines))).toEqual([expected]);
  });

  it.each<[string, string, RegExp]>([
    [
      "an option that does not exist",
      "cloudPrnt.printer({ prefx: 'x' })",
      /`cloudPrnt\.printer\.prefx` must be a known option, got: "prefx"\. Did you mean "prefix"\? Known: "prefix"\.$/,
    ],
    [
      "an option that does not exist",
      "cloudPrnt.server({ prefixes: 'x' })",
      /`cloudPrnt\.server\.prefixes` must be .* Did you mean "prefix"\?/,
    ],
    [
      "an option where there is none",
      "device({ prefix: 'x' })",
      /`device\.prefix` must be a known option, got: "prefix"\. It has no options; write device\(\)\.$/,
    ],
    [
      "an option where there is none",
      "mqtt5Sample('x')",
      /`mqtt5Sample` must be called without options, got: "x"\. Write it like mqtt5Sample\(\)\.$/,
    ],
    [
      "an option of another type",
      "cloudPrnt.printer({ prefix: 5 })",
      /`cloudPrnt\.printer\.prefix` must be a topic without wildcards, got: 5\. Write it like "star\/cloudprnt"\.$/,
    ],
    [
      "a text for the options",
      "cloudPrnt.printer('x')",
      /`cloudPrnt\.printer` must be called with an object of options, got: "x"\. Write it like cloudPrnt\.printer\(\{ prefix: … \}\)\.$/,
    ],
    [
      "a helper that does not exist",
      "cloudPrnt.prnter()",
      /cloudPrnt\.prnter is not a function\. Did you mean cloudPrnt\.printer\?$/,
    ],
    ["a name that does not exist", "devise()", /devise is not defined\. Did you mean device\?$/],
    [
      "what has no value",
      "fleet.old.groups",
      /Cannot read properties of undefined \(reading 'groups'\)\. fleet\.old has no value; check its name and where it comes from\.$/,
    ],
  ])("%s: %s", async (_, value, expected) => {
    const [line, ...more] = await mistakes(`const fleet: any = {};\n${config(`  groups: { p: ${value} },`)}`);
    expect(line).toMatch(/^iot-auth\.config\.ts:4:\d+: /);
    expect(line).toMatch(expected);
    expect(more).toEqual([]);
  });

  it("an import of a name that does not exist, with a similar one in the module", async () => {
    const infra = JSON.stringify(CONFIG);
    expect(await mistakes(`import { cloudPrint } from ${infra};\nexport default cloudPrint.printer();`)).toEqual([
      `iot-auth.config.ts:1:10: ${infra} exports no "cloudPrint". Did you mean "cloudPrnt"? Known: "defineConfig", "cloudPrnt", "device", "mqtt5Sample", "withoutAlpn".`,
    ]);
  });

  it("a name that a module does not export, imported with import * as", async () => {
    project.write("groups.ts", "export const groups = {};");
    expect(await mistakes('import * as all from "./groups";\nexport default { groups: all.grups };')).toEqual([
      'iot-auth.config.ts:2:30: "groups.ts" exports no "grups". Check the name.',
    ]);
  });

  it("an import of a file that does not exist, beside one with a similar name", async () => {
    project.write("groups.ts", "export const groups = {};");
    expect(await mistakes('import { groups } from "./grups";\nexport default groups;')).toEqual([
      'iot-auth.config.ts:1:24: There is no module "./grups". Did you mean "./groups"?',
    ]);
  });

  it("an import of a file that does not exist, in a folder with no other file", async () => {
    expect(await mistakes('import { groups } from "./config";\nexport default groups;')).toEqual([
      'iot-auth.config.ts:1:24: There is no module "./config". Check its path.',
    ]);
  });

  it("a mistake in a file that it imports", async () => {
    project.write("groups.ts", "export const groups = { a: 1, a: 2 };");
    expect(await mistakes('import { groups } from "./groups";\nexport default groups;')).toEqual([
      expect.stringMatching(/^groups\.ts:1:31: "a" is written twice in one object/),
    ]);
  });

  it("a package that is not installed", async () => {
    expect(await mistakes('\nimport x from "no-such-package-here";\nexport default x;')).toEqual([
      expect.stringMatching(
        /^iot-auth\.config\.ts:2:\d+: There is no module "no-such-package-here"\. Check its name, or install it with npm\.$/,
      ),
    ]);
  });

  it("a helper that is not imported", async () => {
    expect(await mistakes("export default { groups: { a: device() } };")).toEqual([
      expect.stringMatching(
        /^iot-auth\.config\.ts:1:\d+: device is not defined\. Import it: import \{ device \} from "\.\/config";$/,
      ),
    ]);
  });

  it("a string that it throws", async () => {
    expect(await mistakes("throw 'text';")).toEqual(["iot-auth.config.ts: text"]);
  });

  it("an error that it throws", async () => {
    expect(await mistakes("\nthrow new Error('no groups today\\nat all');")).toEqual([
      expect.stringMatching(/^iot-auth\.config\.ts:2:\d+: no groups today$/),
    ]);
  });

  it.each([
    [
      "no default export",
      "export const config = {};",
      "The file has no default export. Write: export default defineConfig({ name: …, region: …, groups: … });",
    ],
    [
      "a promise",
      "export default Promise.resolve({});",
      "The default export is a promise. Export what it resolves to.",
    ],
  ])("%s", async (_, text, expected) => {
    expect(await mistakes(text)).toEqual([`iot-auth.config.ts:1:1: ${expected}`]);
  });
});

it("a mistake is reported in the same words by synthesis, by commands and by a reload", async () => {
  const file = project.write("iot-auth.config.ts", config("  groups: { p: cloudPrnt.prnter() },"));
  const line = `error: ${file}:3:26: cloudPrnt.prnter is not a function. Did you mean cloudPrnt.printer?\n`;
  const node = (...argv: string[]) => run(process.execPath, argv, { cwd: REPOSITORY });

  expect(await node("--import", "tsx", "main.ts", file)).toMatchObject({ code: 1, stdout: "", stderr: line });
  expect(await node("cli/bin.mjs", "users", "list", "--config", file)).toMatchObject({
    code: 2,
    stdout: "",
    stderr: line,
  });
  const request = { configFile: file, stackName: "fleet", outdir: project.folder, extraUsers: [], cwd: REPOSITORY };
  await expect(synthesizeStack(request)).rejects.toThrow(line.replace(/^error: |\n$/g, ""));
}, 60_000);

it("a successful synthesis is reported on standard output, with commands for this configuration, and nothing on standard error", async () => {
  const file = join(project.folder, "iot-auth.config.ts");
  const { code, stdout, stderr } = await run(process.execPath, ["--import", "tsx", "main.ts", file], {
    cwd: REPOSITORY,
  });
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  expect(stdout).toContain(
    "fleet: no users yet, so every login is refused (add one: npx iot-auth users add NAME --group GROUP",
  );
  expect(stdout).toContain(`--config ${file})`);
}, 60_000);
