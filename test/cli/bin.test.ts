import { type ChildProcess, spawn } from "node:child_process";
import { chmodSync, existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { describeWith } from "../helpers/needs";
import { run } from "../helpers/run";
import { aUser, REPOSITORY, type TestProject, testProject } from "./helpers/project";

const BIN = join(REPOSITORY, "cli", "bin.mjs");
/** Number of passwords whose hashing takes longer than a test needs to react. */
const MANY = 2_000;

let project: TestProject;
beforeEach(() => {
  project = testProject();
});
afterEach(() => project.remove());

const tool = (...argv: string[]) => run(process.execPath, [BIN, ...argv], { cwd: project.folder });
/** Runs a shell line in which `$tool` is the program. */
const shell = (line: string, env: NodeJS.ProcessEnv = {}) =>
  run("sh", ["-c", line], {
    cwd: project.folder,
    env: { ...process.env, tool: `${process.execPath} ${BIN}`, ...env },
  });
/**
 * With this environment, a write beyond `ulimit -f` fails, as on a full disk, instead of ending the program by a
 * signal.
 */
const LIMITED = { NODE_OPTIONS: "--import=data:text/javascript,process.on('SIGXFSZ',()=>{})" };
const manyPasswords = () =>
  project.write(
    "fleet.csv",
    ["name,group,password", ...Array.from({ length: MANY }, (_, i) => `meter-${i},sensors,password-${i}`)].join("\n"),
  );

// Every test starts the program several times, which takes seconds each on a busy machine.
jest.setTimeout(90_000);

describe("the program", () => {
  it("adds a user, and then explains what the user may do", async () => {
    const added = await tool("users", "add", "meter-1", "--group", "sensors");
    expect(added.code).toBe(0);
    expect(added.stdout).toMatch(/^[a-z2-7]{32}\n$/);
    expect(JSON.parse((await tool("users", "list", "--json")).stdout)).toMatchObject([
      { name: "meter-1", state: "active" },
    ]);
    const answer = await tool("explain", "--username", "meter-1", "--publish", "elsewhere");
    expect([answer.code, answer.stderr]).toEqual([1, ""]);
  });

  it("reads the configuration as TypeScript, in an ESM project too, and reports a syntax error by file and line", async () => {
    project.write("package.json", '{ "type": "module" }');
    expect((await tool("users", "list", "--json")).stdout).toBe("[]\n");
    project.write("iot-auth.config.ts", 'export default {\n  name: "fleet"\n  region: "x",\n};');
    expect(await tool("users", "list")).toMatchObject({
      code: 2,
      stdout: "",
      stderr:
        'error: iot-auth.config.ts:3:3: Expected "}" but found "region". A comma is probably missing at the end of line 2.\n',
    });
  });

  it("reports an error that the configuration throws, and a failed import, by file and line", async () => {
    project.write(
      "iot-auth.config.ts",
      `import { cloudPrnt } from ${JSON.stringify(join(REPOSITORY, "config"))};\n\nexport default { groups: { a: cloudPrnt.printer({ prefix: "#" }) } };`,
    );
    expect((await tool("users", "list")).stderr).toBe(
      'error: iot-auth.config.ts:3:41: `cloudPrnt.printer.prefix` must be a topic without wildcards, got: "#". Write it like "star/cloudprnt".\n',
    );
    project.write("iot-auth.config.ts", '\nimport { x } from "./nothing";\nexport default x;');
    expect((await tool("users", "list")).stderr).toMatch(
      /^error: iot-auth\.config\.ts:2:\d+: There is no module "\.\/nothing"\. Check its path\.\n$/,
    );
  });

  it("ends quietly when the program that reads its output has read enough", async () => {
    project.write(
      "users.json",
      JSON.stringify({ users: Array.from({ length: 20_000 }, (_, i) => aUser({ name: `m-${i}` })) }),
    );
    const { stdout, stderr } = await shell("$tool users list | head -n 1");
    expect([stdout.trimEnd(), stderr]).toEqual(["NAME     GROUP    STATE   SECRETS       CHANGED  NOTE", ""]);
  });
});

describe("the program when a file cannot be written", () => {
  const anyone = () => chmodSync(project.folder, 0o777);
  /** Runs the program as the user nobody if the tests run as root, since root can write every file. */
  const asNobody = (argv: readonly string[]) =>
    new Promise<{ code: number | null; stderr: string }>((resolve) => {
      const ids = process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : {};
      const child = spawn(process.execPath, [BIN, ...argv], {
        cwd: project.folder,
        stdio: ["ignore", "ignore", "pipe"],
        ...ids,
      });
      let stderr = "";
      child.stderr.setEncoding("utf8").on("data", (text: string) => {
        stderr += text;
      });
      child.on("close", (code) => resolve({ code, stderr }));
    });

  it("leaves a read-only users file alone", async () => {
    chmodSync(project.write("users.json", JSON.stringify({ users: [aUser()] })), 0o444);
    anyone();
    const before = project.read("users.json");
    expect(await asNobody(["users", "add", "a", "--group", "sensors"])).toEqual({
      code: 2,
      stderr:
        "error: `users.json` must be a file that can be written, got: \"EACCES\". Check the file's and its folder's permissions, and the space on the disk.\n",
    });
    expect(project.read("users.json")).toBe(before);
    expect(readdirSync(project.folder).sort()).toEqual(["iot-auth.config.ts", "users.json"]);
  });

  it("keeps the users file on a full disk", async () => {
    project.write("users.json", JSON.stringify({ users: [aUser()] }));
    project.write(
      "fleet.csv",
      ["name,group", ...Array.from({ length: 3_000 }, (_, i) => `meter-${i + 2},sensors`)].join("\n"),
    );
    const before = project.read("users.json");
    // At most 200 blocks of 512 bytes for each file: too little for 3,000 users, and for their secrets.
    const users = await shell("ulimit -f 200; $tool users import fleet.csv > /dev/null", LIMITED);
    expect(users.stderr).toBe(
      "error: `users.json` must be a file that can be written, got: \"EFBIG\". Check the file's and its folder's permissions, and the space on the disk.\n",
    );
    const secrets = await shell("ulimit -f 200; $tool users import fleet.csv --secrets-out secrets.csv", LIMITED);
    expect(secrets.stderr).toMatch(
      /^error: `--secrets-out` must name a file that can be written, got: ".*secrets\.csv" \(EFBIG\)\. Check the folder's permissions and the space on the disk\.\n$/,
    );
    expect([users.code, secrets.code]).toEqual([2, 2]);
    expect(project.read("users.json")).toBe(before);
    expect(readdirSync(project.folder).sort()).toEqual(["fleet.csv", "iot-auth.config.ts", "users.json"]);
  });

  it("removes a new user again if its secret cannot be written to a full disk", async () => {
    const { code, stderr } = await shell("$tool users add a --group sensors > /dev/full");
    expect(code).toBe(2);
    expect(stderr).toBe(
      "error: The result could not be written to standard output (ENOSPC). The change was taken back.\n",
    );
    expect(project.users()).toEqual([]);
  });
});

describeWith(["script"], "the program on a terminal", () => {
  let child: ChildProcess | undefined;
  afterEach(() => child?.kill("SIGKILL"));

  it("shows a progress bar, and changes nothing when ctrl-C interrupts an import", async () => {
    manyPasswords();
    project.write("users.json", `${JSON.stringify({ users: [aUser({ name: "old" })] })}\n`);
    const before = project.read("users.json");
    const line = `${process.execPath} ${BIN} users import fleet.csv; echo "ended with $?"`;
    // `script` runs the command on a new terminal, to which ctrl-C is written as a byte.
    child = spawn("script", ["-qec", `sh -c '${line}'`, "/dev/null"], {
      cwd: project.folder,
      env: { ...process.env, TERM: "xterm" },
      stdio: ["pipe", "pipe", "inherit"],
    });
    const { printed, end } = watch(child);
    await printed(/Hashing passwords \[[#-]+\] \d+\/2000, about \d+ (s|min) left/);
    child.stdin?.write("\u0003");
    await end;
    expect(project.read("users.json")).toBe(before);
    expect(existsSync(join(project.folder, "users.json.lock"))).toBe(false);
  });
});

describe("the program in a pipe", () => {
  it("has no progress bar", async () => {
    project.write(
      "fleet.csv",
      ["name,group,password", ...Array.from({ length: 12 }, (_, i) => `meter-${i},sensors,password-${i}`)].join("\n"),
    );
    expect(await tool("users", "import", "fleet.csv")).toMatchObject({
      code: 0,
      stdout: "",
      stderr: expect.stringMatching(
        /^Added 12 to users\.json\. They can log in after: \(cd \S+ && npx cdktf deploy\)\n$/,
      ),
    });
  });
});

/** Collects the output of a child, and waits for its end. */
function watch(child: ChildProcess) {
  let output = "";
  const end = new Promise<string>((resolve) => child.on("close", () => resolve(output)));
  const printed = (pattern: RegExp) =>
    new Promise<void>((resolve, reject) => {
      child.stdout?.setEncoding("utf8").on("data", (text: string) => {
        output += text;
        if (pattern.test(output)) resolve();
      });
      end.then(() => reject(new Error(`ended without printing ${pattern}:\n${output}`)));
    });
  return { printed, end };
}
