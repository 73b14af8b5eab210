import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { keyPair } from "../../identity/tokens/key-pair";
import { aUser } from "../helpers/project";
import { type RunOptions, runCli } from "../helpers/run-cli";
import { type ServingProject, servingProject } from "../helpers/serving-project";
import { putKey } from "../tokens/signing-project";

const pair = keyPair();
const CONFIG = `export default defineConfig({
  name: "fleet",
  region: "eu-west-1",
  authorizer: { signing: { tokenKeyName: "token", publicKeys: { "key-1": "keys/key-1.public.pem" } } },
  groups: { sensors: device() },
});`;

let project: ServingProject;
let issued: { token: string; signature: string; forms: { mqttUserName: string } };
beforeAll(async () => {
  project = await servingProject({
    config: CONFIG,
    users: [aUser({ secrets: [] })],
    prepare: ({ folder, ...rest }) => {
      mkdirSync(join(folder, "keys"));
      putKey({ folder, ...rest }, "key-1", pair);
    },
  });
  const now = new Date().toISOString();
  const argv = ["token", "issue", "--user", "meter-1", "--expires", "1h", "--json"];
  issued = JSON.parse((await runCli(argv, { cwd: project.folder, now })).stdout);
});
afterAll(() => project.close());

const login = (argv: readonly string[], options: Partial<RunOptions> = {}) =>
  runCli(["login", "--local", "--client-id", "meter-1", ...argv], { cwd: project.folder, ...options });
const secrets = () => [issued.token, issued.signature];

describe("login with a token", () => {
  it("takes token and signature from what token issue printed", async () => {
    for (const stdin of [JSON.stringify(issued), issued.forms.mqttUserName]) {
      const { code, stdout, stderr } = await login(["--token-stdin"], { stdin });
      expect([code, stderr]).toEqual([0, ""]);
      expect(stdout).toContain("allowed: the token's user, by fleet-signed in ");
      for (const secret of secrets()) expect(stdout).not.toContain(secret);
    }
  });

  it("takes them from the environment, and from options", async () => {
    const env = { IOT_AUTH_TOKEN: issued.token, IOT_AUTH_SIGNATURE: issued.signature };
    expect((await login(["--username", "meter-1"], { env })).code).toBe(0);
    expect((await login(["--token", issued.token, "--signature", issued.signature])).code).toBe(0);
  });

  it("is refused before the function is invoked if the signature is wrong", async () => {
    const { code, stdout } = await login(["--token", issued.token, "--signature", "AAAA"]);
    expect([code, stdout]).toEqual([
      1,
      expect.stringMatching(
        /^refused: the token's user, by fleet-signed in .*\nAWS IoT Core refuses the login before it invokes the function: .*signature is not valid\.\n$/,
      ),
    ]);
  });

  it("is refused without a token", async () => {
    expect((await login(["--username", "meter-1"], { env: { IOT_AUTH_PASSWORD: "x" } })).code).toBe(1);
  });

  it.each([
    ["", "`the token with its signature on standard input` must be given"],
    ["{}", "`the token with its signature on standard input` must be given"],
    ["eyJ.eyJ", "`the token with its signature on standard input` must be given"],
  ])("refuses standard input that holds %j", async (stdin, message) => {
    const { code, stderr } = await login(["--token-stdin"], { stdin });
    expect(code).toBe(2);
    expect(stderr).toContain(message);
  });

  it("refuses a token longer than AWS accepts, without showing it", async () => {
    const token = "x".repeat(6145);
    const { code, stderr } = await login(["--token", token, "--signature", "AAAA"]);
    expect([code, stderr]).toEqual([
      2,
      "error: `--token` must be at most 6144 characters, got: 6145 characters (not shown). This is AWS IoT Core's limit.\n",
    ]);
  });
});
