import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { mkdtemp, rename, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { setTimeout as wait } from "node:timers/promises";
import { Script } from "node:vm";
import { type DefaultAuthorizerInput, INPUT_VARIABLE } from "../../../infra/default-authorizer/step-input";
import { bundleDefaultAuthorizer } from "../../../infra/packaging/package-default-authorizer";
import { REPOSITORY } from "../../cli/helpers/project";
import { READY_MADE } from "../../helpers/ready-made";
import { FakeIot } from "./fake-iot";
import { type FakeIotServer, type Mishap, type Seen, startFakeIotServer } from "./fake-iot-server";
import { input, OURS, OWNER } from "./run-step";

export const SECRET = "wJalrXUtnFEMI-not-a-real-secret";
const TOKEN = "session-token-not-a-real-one";
const KEYS = { AWS_ACCESS_KEY_ID: "FROM-ENVIRONMENT", AWS_SECRET_ACCESS_KEY: SECRET, AWS_SESSION_TOKEN: TOKEN };

export type Environment = Readonly<Record<string, string>>;

export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** The bundled program, and for every test a new fake Region with the stack's authorizer and no default. */
export interface ProgramUnderTest {
  folder: string;
  program: string;
  iot: FakeIot;
  server: FakeIotServer;
  /**
   * Returns the environment of a step. It contains no variable of this machine, whose settings could change the test.
   */
  environment(more?: Environment): Environment;
  /** Returns the same environment without access keys. */
  withoutKeys(more?: Environment): Environment;
  /** Starts the program in a child process, with short waits. */
  start(...run: Run): ChildProcessWithoutNullStreams;
  /**
   * Runs the program's file inside this process until it sets its exit code, with its own `process` object (arguments,
   * environment) and short waits.
   */
  run(...run: Run): Promise<Ended>;
}

type Run = [
  command: "set" | "release" | "guard",
  environment?: Environment,
  overrides?: Partial<DefaultAuthorizerInput>,
];

/** Registers the hooks that bundle the program once, and start and end the fake of AWS around every test. */
export function programUnderTest(): ProgramUnderTest {
  let shortWaits = "";
  const under: ProgramUnderTest = {
    folder: "",
    program: "",
    iot: new FakeIot(),
    server: undefined as never,
    environment: (more = {}) => under.withoutKeys({ ...KEYS, ...more }),
    withoutKeys: (more = {}) => ({
      AWS_ENDPOINT_URL: under.server.url,
      AWS_EC2_METADATA_DISABLED: "true",
      HOME: under.folder,
      USERPROFILE: under.folder,
      ...more,
    }),
    start: (command, environment = under.environment(), overrides = {}) =>
      spawn(process.execPath, ["--require", shortWaits, under.program, command], {
        cwd: under.folder,
        env: { [INPUT_VARIABLE]: JSON.stringify(input(overrides)), ...environment },
      }),
    run: async (command, environment = under.environment(), overrides = {}) =>
      checked(
        await runHere(under.program, command, {
          [INPUT_VARIABLE]: JSON.stringify(input(overrides)),
          ...environment,
        }),
      ),
  };
  beforeAll(async () => {
    under.folder = await mkdtemp(join(tmpdir(), "default-authorizer-"));
    under.program = await bundledProgram(under.folder);
    shortWaits = join(under.folder, "short-waits.cjs");
    await writeFile(shortWaits, SHORT_WAITS);
  });
  afterAll(() => rm(under.folder, { recursive: true, force: true }));
  beforeEach(async () => {
    under.iot = new FakeIot().add(OURS, { owner: OWNER });
    under.server = await startFakeIotServer(under.iot);
  });
  afterEach(() => under.server.close());
  return under;
}

/** Returns the bundled program's path. The first test file that needs the program bundles it for the whole test run. */
async function bundledProgram(folder: string): Promise<string> {
  const program = join(process.env[READY_MADE] ?? folder, "default-authorizer.cjs");
  if (existsSync(program)) return program;
  const own = join(folder, "default-authorizer.cjs");
  await writeFile(own, await bundleDefaultAuthorizer(REPOSITORY));
  await rename(own, program);
  return program;
}

/** Longest wait of the program in these tests, milliseconds. Other tests check the real waits. */
const LONGEST_WAIT = 20;
/** Preloaded module that shortens waits in a child process. */
const SHORT_WAITS = `
  const timers = require("node:timers/promises");
  const wait = timers.setTimeout;
  timers.setTimeout = (milliseconds) => wait(Math.min(milliseconds, ${LONGEST_WAIT}));`;
let compiled: Script | undefined;

/** Runs the program in this process, with new state of its modules. It is compiled once. */
function runHere(program: string, command: string, environment: Environment): Promise<Ended> {
  compiled ??= new Script(`(function (require, process, module, exports) {${readFileSync(program, "utf8")}\n})`, {
    filename: program,
  });
  const quick = { setTimeout: (milliseconds: number) => wait(Math.min(milliseconds, LONGEST_WAIT)) };
  const requireFor = (name: string) => (name === "node:timers/promises" ? quick : require(name));
  return new Promise((resolve) => {
    const printed = { stdout: "", stderr: "" };
    const stream = (name: keyof typeof printed) => ({
      on: () => undefined,
      write: (line: string) => {
        printed[name] += line;
      },
    });
    const its = Object.create(process, {
      argv: { value: [process.execPath, program, command] },
      env: { value: { ...environment } },
      stdout: { value: stream("stdout") },
      stderr: { value: stream("stderr") },
      // Signals stay with this process, and the program's end is reported by its exit code.
      once: { value: () => its },
      exit: { value: () => undefined },
      exitCode: { set: (code: number) => resolve({ code, ...printed }) },
    });
    const module = { exports: {} };
    compiled?.runInThisContext()(requireFor, its, module, module.exports);
  });
}

/** Waits for the end of a child process, and checks that it printed neither secret nor stack trace. */
export async function ended(child: ChildProcessWithoutNullStreams): Promise<Ended> {
  const code = new Promise<number | null>((resolve) => child.once("close", resolve));
  const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr)]);
  return checked({ code: await code, stdout, stderr });
}

function checked(run: Ended): Ended {
  for (const output of [run.stdout, run.stderr]) {
    expect(output).not.toContain(SECRET);
    expect(output).not.toContain(TOKEN);
    expect(output).not.toMatch(/^ +at /m);
  }
  return run;
}

/** Returns a function that injects a failure into the first requests of a route. */
export function on(route: string, mishap: Mishap, times = 1): (seen: Seen) => Mishap | undefined {
  let left = times;
  return (seen) => (seen.route === route && left-- > 0 ? mishap : undefined);
}
