import { execFileSync } from "node:child_process";
import {
  appendFileSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { run } from "../helpers/run";
import { runInTurn } from "./helpers/in-turn";
import { REPOSITORY } from "./helpers/project";

/** Folders of the project that hold no sources of the tool. */
const OTHERS = ["bench", "cdktf.out", "coverage", "dist", "docs", "node_modules", "test"];
const CONFIG = `import { cloudPrnt, defineConfig, device } from "./config";
export default defineConfig({
  name: "fleet",
  region: "eu-west-1",
  groups: { sensors: device(), printers: cloudPrnt.printer() },
});
`;

const NO_USERS = "No users yet. Add one: npx iot-auth users add NAME --group GROUP\n";

let folder: string;
const path = (name: string) => join(folder, name);
const tool = (...argv: string[]) => run(process.execPath, [path("cli/bin.mjs"), ...argv], { cwd: folder });
const compile = () => run(process.execPath, [path("scripts/compile-tool.mjs")], { cwd: folder });
/** Files of the compiled tool that tests change or remove. */
const CHANGED = ["manifest.json", "cli/main.js", "config/index.js", "cli/local/synth-child.js"];
/** Restores the compiled tool as the first test made it. */
const compiled = () => {
  for (const name of CHANGED) cpSync(path(`dist-made/${name}`), path(`dist/${name}`));
};

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "iot-auth-compiled-"));
  for (const name of readdirSync(REPOSITORY).filter((found) => !found.startsWith(".") && !OTHERS.includes(found))) {
    cpSync(join(REPOSITORY, name), path(name), { recursive: true });
  }
  symlinkSync(join(REPOSITORY, "node_modules"), path("node_modules"), "dir");
  writeFileSync(path("iot-auth.config.ts"), CONFIG);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Commands and configurations whose result must not depend on how the tool was loaded. */
const CASES: readonly (readonly [title: string, argv: readonly string[], config?: string])[] = [
  // This case is first, since source maps stay on after a configuration was loaded.
  ["what the configuration throws", ["users", "list"], `${CONFIG}\nthrow new Error("no groups today");`],
  ["help", ["--help"]],
  ["the version, which is read beside the sources", ["--version"]],
  ["a list of users", ["users", "list", "--json"]],
  ["a decision", ["explain", "--group", "sensors", "--username", "meter-1", "--publish", "elsewhere"]],
  ["every command, for completion", ["completion", "bash"]],
  ["a command that does not exist", ["user", "list"]],
  ["a syntax error", ["users", "list"], 'export default {\n  name: "fleet"\n  region: "x",\n};'],
  ["a setting that is wrong", ["users", "list"], CONFIG.replace("eu-west-1", "eu-wst-1")],
  ["what a helper refuses", ["users", "list"], CONFIG.replace(".printer()", '.printer({ prefix: "#" })')],
  ["a helper that does not exist", ["users", "list"], CONFIG.replace(".printer()", ".prnter()")],
  ["a module that does not exist", ["users", "list"], '\nimport { x } from "./nothing";\nexport default x;'],
];

/**
 * Runs all cases.
 * @returns their results, and how the tool was loaded. Each case has its own file, since a process loads a file once.
 */
async function outcomes() {
  const commands = CASES.map(([, argv, config = CONFIG], at) => {
    const cwd = path(`case-${at}`);
    mkdirSync(cwd, { recursive: true });
    writeFileSync(join(cwd, "iot-auth.config.ts"), config.replace('"./config"', '"../config"'));
    return { argv, cwd };
  });
  const { from, outcomes } = await runInTurn(folder, commands);
  return { from, outcomes: Object.fromEntries(outcomes.map((outcome, at) => [CASES[at]?.[0], outcome])) };
}

/** Returns the Terraform JSON of a stack that the process of `iot-auth local` writes. */
async function synthesized() {
  const [configFile, outdir] = [path("iot-auth.config.ts"), path("synthesized")];
  const input = JSON.stringify({ configFile, stackName: "fleet", outdir, extraUsers: [], cwd: folder, invocation: {} });
  const { code, stderr } = await run(process.execPath, [path("cli/synth.mjs")], { cwd: folder, input });
  expect([code, stderr]).toEqual([0, ""]);
  return readFileSync(join(outdir, "stacks", "fleet", "cdk.tf.json"), "utf8");
}

/** Makes the compiled tool print that it is used, and each time a module that a configuration imports is loaded. */
function mark(): void {
  appendFileSync(path("dist/cli/main.js"), '\nprocess.stderr.write("compiled tool\\n");\n');
  appendFileSync(path("dist/config/index.js"), '\nprocess.stderr.write("compiled helpers\\n");\n');
}

describe("the compiled tool", () => {
  it("prints and does the same as its sources", async () => {
    const sources = await outcomes();
    expect(sources).toMatchObject({
      from: "sources",
      outcomes: { "a list of users": { code: 0, stdout: "[]\n", stderr: NO_USERS } },
    });
    const stack = await synthesized();
    expect(await compile()).toMatchObject({ code: 0, output: "" });
    for (const name of CHANGED) cpSync(path(`dist/${name}`), path(`dist-made/${name}`));
    expect(await outcomes()).toEqual({ ...sources, from: "compiled" });
    expect(await synthesized()).toBe(stack);
  });

  it("loads the files of an index.js when they are first used, and those of any other file at once", async () => {
    compiled();
    const files = readdirSync(path("dist"), { recursive: true, encoding: "utf8" });
    const late = files.filter(
      (name) => name.endsWith(".js") && /^var import_\w+;$/m.test(readFileSync(path(`dist/${name}`), "utf8")),
    );
    expect(late).toContain("local/broker/index.js");
    expect(late.filter((name) => basename(name) !== "index.js")).toEqual([]);
  });

  it("shares its own modules with a configuration, loaded once", async () => {
    compiled();
    mark();
    expect((await tool("users", "list", "--json")).stderr).toBe(`compiled tool\ncompiled helpers\n${NO_USERS}`);
  });

  it("synthesizes for iot-auth local, in a separate process", async () => {
    compiled();
    appendFileSync(path("dist/cli/local/synth-child.js"), '\nthrow new Error("compiled synthesis");\n');
    const { code, stderr } = await tool("local", "--once", "--port", "0");
    expect([code, stderr]).toEqual([2, expect.stringContaining("compiled synthesis")]);
  });

  it("is not used after a source was edited, until it is compiled again", async () => {
    compiled();
    mark();
    const file = path("config/schema/group-schema.ts");
    const text = readFileSync(file, "utf8");
    appendFileSync(file, "// edited\n");
    expect((await tool("--version")).stderr).toBe("");
    await compile();
    mark();
    expect((await tool("--version")).stderr).toBe("compiled tool\n");
    writeFileSync(file, text);
  });

  it("is used in a copy whose files have other times, and not if a file has other content of the same length", async () => {
    compiled();
    mark();
    const file = path("cli/exit-codes.ts");
    const [text, { atime, mtime }] = [readFileSync(file, "utf8"), statSync(file)];
    utimesSync(file, 1, 1);
    expect((await tool("--version")).stderr).toBe("compiled tool\n");
    writeFileSync(file, text.replace("/**", "/* "));
    expect((await tool("--version")).stderr).toBe("");
    // The file keeps its old time, as when a CI cache restores it.
    utimesSync(file, atime, mtime);
    const env = { ...process.env, CI: "true" };
    expect((await run(process.execPath, [path("cli/bin.mjs"), "--version"], { cwd: folder, env })).stderr).toBe("");
    writeFileSync(file, text);
  });

  it("is not used before its manifest is written", async () => {
    compiled();
    mark();
    rmSync(path("dist/manifest.json"));
    expect(await tool("users", "list", "--json")).toMatchObject({ code: 0, stdout: "[]\n", stderr: NO_USERS });
  });

  it("does not make an installation fail if compiling fails", async () => {
    compiled();
    const file = path("cli/exit-codes.ts");
    const text = readFileSync(file, "utf8");
    writeFileSync(file, `${text}\nexport const = ;`);
    const { code, stderr } = await compile();
    expect(code).toBe(0);
    expect(stderr).toMatch(/^The tool was not compiled, so it starts from its sources, which takes longer: /);
    writeFileSync(file, text);
    expect(await tool("users", "list", "--json")).toMatchObject({ code: 0, stdout: "[]\n", stderr: NO_USERS });
  });
});

it("is not tracked by git: a compiled tool from a branch would run instead of the sources", () => {
  expect(execFileSync("git", ["ls-files", "dist"], { cwd: REPOSITORY, encoding: "utf8" })).toBe("");
});
