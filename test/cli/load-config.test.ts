import { mkdirSync, realpathSync } from "node:fs";
import { join } from "node:path";
import { describeLoadError, findConfigFile } from "../../cli/load-config";
import { type TestProject, testProject } from "./helpers/project";
import { runCli } from "./helpers/run-cli";

let project: TestProject;
beforeEach(() => {
  project = testProject();
});
afterEach(() => project.remove());

describe("the configuration file", () => {
  it("is the one in the nearest folder upward", async () => {
    const deep = join(project.folder, "a", "b");
    mkdirSync(deep, { recursive: true });
    expect(findConfigFile(deep)).toBe(join(project.folder, "iot-auth.config.ts"));
    expect((await runCli(["users", "list", "--json"], { cwd: deep })).stdout).toBe("[]\n");
  });

  it("is the one that --config names, and paths in it start from its folder", async () => {
    project.write("other.config.ts", project.read("iot-auth.config.ts"));
    const { code } = await runCli(
      ["users", "add", "a", "--group", "sensors", "--config", join(project.folder, "other.config.ts")],
      {
        cwd: "/",
      },
    );
    expect(code).toBe(0);
    expect(project.users()).toHaveLength(1);
  });

  it("is asked for where there is none", async () => {
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
  });

  it("is shown with file and line where it throws", async () => {
    project.write("iot-auth.config.ts", "\nthrow new Error('no groups today');\n");
    const { code, stderr } = await runCli(["users", "list"], { cwd: project.folder });
    expect(code).toBe(2);
    expect(stderr).toMatch(/^error: iot-auth\.config\.ts:2:\d+: no groups today\n$/);
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

  it("must have a default export", async () => {
    project.write("iot-auth.config.ts", "export const config = {};");
    expect((await runCli(["users", "list"], { cwd: project.folder })).stderr).toBe(
      "error: `configuration` must be an object, got: nothing. End iot-auth.config.ts with: export default defineConfig({ ... });\n",
    );
  });
});

describe("an error from loading", () => {
  it("is every syntax error that the compiler found, as file, line and column", () => {
    const error = new Error(
      'Transform failed with 2 errors:\n/p/iot-auth.config.ts:4:2: ERROR: Expected "}" but found "region"\n/p/x.ts:1:0: ERROR: Unexpected "="',
    );
    expect(describeLoadError(error, "/p/iot-auth.config.ts", "/p")).toEqual([
      'iot-auth.config.ts:4:2: Expected "}" but found "region"',
      'x.ts:1:0: Unexpected "="',
    ]);
  });

  it("is the innermost place in the configuration file, however deep it was thrown", () => {
    const error = Object.assign(new Error("bad prefix\nand more"), {
      stack:
        "Error: bad prefix\n    at f (/infra/x.ts:8:1)\n    at <anonymous> (/p/c.ts:4:16)\n    at Object.<anonymous> (/p/c.ts:9:1)",
    });
    expect(describeLoadError(error, "/p/c.ts", "/elsewhere")).toEqual(["/p/c.ts:4:16: bad prefix"]);
  });

  it("may be no error at all", () => {
    expect(describeLoadError("text", "/p/c.ts", "/p")).toEqual(["c.ts: text"]);
  });
});
