import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { keyPair } from "../../identity/tokens/key-pair";
import { aUser } from "../helpers/project";
import { type RunOptions, runCli } from "../helpers/run-cli";
import { type ServingProject, servingProject } from "../helpers/serving-project";
import { putKey } from "../tokens/signing-project";

const CONFIG = `export default defineConfig({
  name: "fleet",
  region: "eu-west-1",
  authorizer: { signing: { tokenKeyName: "token", publicKeys: { "key-1": "keys/key-1.public.pem" } } },
  groups: { sensors: device() },
});`;

let project: ServingProject;
let issued: { token: string; signature: string };
beforeAll(async () => {
  project = await servingProject({
    config: CONFIG,
    users: [aUser({ secrets: [] })],
    prepare: (made) => {
      mkdirSync(join(made.folder, "keys"));
      putKey(made, "key-1", keyPair());
    },
  });
  const argv = ["token", "issue", "--user", "meter-1", "--expires", "1h", "--json"];
  issued = JSON.parse((await runCli(argv, { cwd: project.folder, now: new Date().toISOString() })).stdout);
});
afterAll(() => project.close());

const connect = (argv: readonly string[], options: Partial<RunOptions> = {}) =>
  runCli(["connect", ...argv], { cwd: project.folder, ...options });
const LOCAL = ["--local", "--client-id", "meter-1"];

describe("connect with a token", () => {
  it.each([[[]], [["--websocket"]], [["--mqtt", "3.1.1"]], [["--username", "meter-1"]]])(
    "logs in with what token issue printed, and %j",
    async (more) => {
      const { code, stdout, stderr } = await connect([...LOCAL, "--token-stdin", ...more], {
        stdin: JSON.stringify(issued),
      });
      expect([code, stderr]).toEqual([0, ""]);
      expect(stdout).toContain("authorizer fleet-signed)\ndisconnected\n");
      for (const secret of [issued.token, issued.signature]) expect(stdout).not.toContain(secret);
    },
  );

  it("is refused with another signature, which is not shown", async () => {
    const signature = `AAAA${issued.signature.slice(4)}`;
    const { code, stdout, stderr } = await connect([...LOCAL, "--token", issued.token, "--signature", signature]);
    expect([code, stdout]).toEqual([1, ""]);
    expect(stderr).toContain("refused the connection: not authorized (0x87)");
    for (const secret of [issued.token, signature]) expect(stderr).not.toContain(secret);
  });

  it("uses the token's user as the client id", async () => {
    const { code, stdout, stderr } = await connect(["--local", "--token-stdin"], { stdin: JSON.stringify(issued) });
    expect([code, stderr]).toEqual([0, ""]);
    expect(stdout).toContain("as client meter-1 ");

    const nobody = { token: "not.a-token", signature: issued.signature };
    expect(await connect(["--local", "--token-stdin"], { stdin: JSON.stringify(nobody) })).toMatchObject({
      code: 2,
      stderr: expect.stringContaining("`--client-id` must"),
    });
  });

  it("works outside of a project with the token key's name", async () => {
    const argv = [
      ...["--endpoint", `localhost:${project.core.port}`, "--ca-file", project.core.certificates.caFile],
      ...["--authorizer-name", "fleet-signed", "--token-key-name", "token", "--client-id", "meter-1", "--token-stdin"],
    ];
    expect((await connect(argv, { cwd: "/", stdin: JSON.stringify(issued) })).code).toBe(0);
  });
});
