import { chmodSync, mkdirSync } from "node:fs";
import type { AddressInfo } from "node:net";
import { createServer, type Server } from "node:net";
import { join } from "node:path";
import { CLEAR_LINE } from "../../cli/terminal/progress";
import { aUser, type TestProject, testProject } from "./helpers/project";
import { type RunOptions, runCli } from "./helpers/run-cli";

/** A server that accepts connections and never answers. */
let silent: Server;
let address: string;
let project: TestProject;
beforeAll(async () => {
  silent = createServer(() => undefined);
  await new Promise<void>((resolve) => silent.listen(0, "127.0.0.1", resolve));
  address = `127.0.0.1:${(silent.address() as AddressInfo).port}`;
  project = testProject({ users: [aUser()] });
});
afterAll(() => {
  silent.close();
  project.remove();
});

const ENV = { AWS_EC2_METADATA_DISABLED: "true", AWS_CONFIG_FILE: "/none", AWS_SHARED_CREDENTIALS_FILE: "/none" };
/** Runs a command on a terminal. @returns its standard error */
const seen = async (argv: readonly string[], options: Partial<RunOptions> = {}) => {
  const now = new Date().toISOString();
  const env = { IOT_AUTH_PASSWORD: "x", ...ENV };
  const { stderr } = await runCli(argv, { cwd: project.folder, env, now, terminal: true, ...options });
  return stderr;
};

describe("on a terminal, a command shows what it waits for", () => {
  it("connect, for an endpoint that does not answer", async () => {
    const stderr = await seen(["connect", "--username", "meter-1", "--endpoint", address, "--timeout", "1"]);
    expect(stderr).toContain(`\r\u001b[KConnecting to ${address} …\r\u001b[Kerror: `);
  });

  it("endpoint, for terraform", async () => {
    mkdirSync(join(project.folder, "cdktf.out", "stacks", "fleet"), { recursive: true });
    mkdirSync(join(project.folder, "bin"));
    chmodSync(
      project.write("bin/terraform", `#!/bin/sh\n${process.execPath} -e 'setTimeout(() => console.log("{}"), 900)'\n`),
      0o755,
    );
    const env = { PATH: join(project.folder, "bin") };
    expect(await seen(["endpoint"], { env })).toContain(
      "\r\u001b[KReading the stack's outputs …\r\u001b[Kerror: Stack fleet",
    );
  });

  it("keys create, for a large key", async () => {
    // Finding primes takes a random time, so there may be no sign of life; if there is one, it is this text.
    const stderr = await seen(["keys", "create", "key-1", "--bits", "4096"]);
    const [last = "", ...before] = stderr.split(CLEAR_LINE).reverse();
    expect(last).toMatch(/^The private key/);
    expect(before.filter((text) => !/^(Making a key of 4096 bits …( \d+ s)?)?$/.test(text))).toEqual([]);
  });
});

describe("in a pipe, a waiting command prints nothing", () => {
  it("but the error", async () => {
    const argv = ["connect", "--username", "meter-1", "--endpoint", address, "--timeout", "1"];
    expect(await seen(argv, { terminal: false })).toMatch(/^error: /);
  });
});
