import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { type DefaultAuthorizerInput, INPUT_VARIABLE } from "../../../infra/default-authorizer/step-input";
import { bundleDefaultAuthorizer } from "../../../infra/packaging/package-default-authorizer";
import { REPOSITORY } from "../../cli/helpers/project";
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

/** The bundled program, and a Region of its own for every test: our authorizer stands in it, and no default is set. */
export interface ProgramUnderTest {
  folder: string;
  program: string;
  iot: FakeIot;
  server: FakeIotServer;
  /** The environment of a step: this machine's own is left out, so that no setting or secret of it plays a part. */
  environment(more?: Environment): Environment;
  /** The same without keys. */
  withoutKeys(more?: Environment): Environment;
  start(
    command: "set" | "release" | "guard",
    environment?: Environment,
    overrides?: Partial<DefaultAuthorizerInput>,
  ): ChildProcessWithoutNullStreams;
}

/** Registers the hooks that bundle the program once, and start and end the fake of AWS around every test. */
export function programUnderTest(): ProgramUnderTest {
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
      spawn(process.execPath, [under.program, command], {
        cwd: under.folder,
        env: { [INPUT_VARIABLE]: JSON.stringify(input(overrides)), ...environment },
      }),
  };
  beforeAll(async () => {
    under.folder = await mkdtemp(join(tmpdir(), "default-authorizer-"));
    under.program = join(under.folder, "default-authorizer.cjs");
    await writeFile(under.program, await bundleDefaultAuthorizer(REPOSITORY));
  });
  afterAll(() => rm(under.folder, { recursive: true, force: true }));
  beforeEach(async () => {
    under.iot = new FakeIot().add(OURS, { owner: OWNER });
    under.server = await startFakeIotServer(under.iot);
  });
  afterEach(() => under.server.close());
  return under;
}

/** Waits for the end of a run, and sees that it printed neither secret nor stack trace. */
export async function ended(child: ChildProcessWithoutNullStreams): Promise<Ended> {
  const code = new Promise<number | null>((resolve) => child.once("close", resolve));
  const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr)]);
  for (const output of [stdout, stderr]) {
    expect(output).not.toContain(SECRET);
    expect(output).not.toContain(TOKEN);
    expect(output).not.toMatch(/^ +at /m);
  }
  return { code: await code, stdout, stderr };
}

/** A mishap for the first requests of one route. */
export function on(route: string, mishap: Mishap, times = 1): (seen: Seen) => Mishap | undefined {
  let left = times;
  return (seen) => (seen.route === route && left-- > 0 ? mishap : undefined);
}
