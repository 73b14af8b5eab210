import { chmodSync, rmSync } from "node:fs";
import { join } from "node:path";
import { verifyTokenSignature } from "../../../../local/authorizer/signature";
import { git } from "../../../identity/tokens/repository";
import { testProject } from "../../helpers/project";
import { runCli } from "../../helpers/run-cli";
import { putKey, type SigningProject, signingProject } from "../../tokens/signing-project";

let project: SigningProject;
beforeEach(() => {
  project = signingProject();
});
afterEach(() => project.remove());

const issue = (user: string, ...argv: string[]) =>
  runCli(["token", "issue", "--user", user, ...argv], { cwd: project.folder });
const issueJson = async (user: string, ...argv: string[]) =>
  JSON.parse((await issue(user, "--expires", "30d", "--json", ...argv)).stdout);

describe("token issue", () => {
  it("signs a token with user, authorizer and expiry", async () => {
    const issued = await issueJson("token-only");
    expect(issued).toEqual({
      user: "token-only",
      authorizerName: "fleet-signed",
      tokenKeyName: "token",
      key: "key-1",
      issuedAt: "2027-01-01T00:00:00Z",
      expiresAt: "2027-01-31T00:00:00Z",
      claims: {
        sub: "token-only",
        aud: "fleet-signed",
        iat: 1_798_761_600,
        exp: 1_801_353_600,
        jti: expect.stringMatching(/^[0-9a-f-]{36}$/),
      },
      token: expect.stringMatching(/^[\w-]+\.[\w-]+$/),
      signature: expect.stringMatching(/^[A-Za-z0-9+/]{342}==$/),
      forms: {
        mqttUserName: expect.stringMatching(/^token-only\?x-amz-customauthorizer-name=fleet-signed&/),
        webSocketUrl: expect.stringMatching(/^wss:\/\/ENDPOINT\/mqtt\?/),
        curl: expect.stringMatching(/^curl 'https:\/\/ENDPOINT\/topics\/telemetry\/token-only\/hello\?qos=1' /),
        testInvoke: expect.stringMatching(/^aws iot test-invoke-authorizer --region eu-west-1 /),
      },
    });
    expect(verifyTokenSignature({ ...issued, publicKeys: { a: project.first.publicKey.pem } })).toBe(true);
    const [header, payload] = issued.token.split(".").map((part: string) => Buffer.from(part, "base64url").toString());
    expect(JSON.parse(header)).toEqual({ alg: "RS256", typ: "JWT", kid: "key-1" });
    expect(JSON.parse(payload)).toEqual(issued.claims);
  });

  it("never signs the same token twice", async () => {
    expect((await issueJson("meter-1")).token).not.toBe((await issueJson("meter-1")).token);
  });

  it("prints the forms to paste, and notes about them", async () => {
    const { code, stdout, stderr } = await issue("meter-1", "--expires", "2027-02-01", "--endpoint", "localhost:8443");
    expect(code).toBe(0);
    expect(stdout.split("\n").map((line) => line.slice(0, 40))).toEqual([
      "# MQTT user name; no password (port 443,",
      "meter-1?x-amz-customauthorizer-name=flee",
      "",
      "# MQTT over WebSocket",
      "wss://localhost:8443/mqtt?x-amz-customau",
      "",
      "# HTTPS",
      "curl 'https://localhost:8443/topics/tele",
      "",
      "# AWS CLI",
      "aws iot test-invoke-authorizer --region ",
      "",
    ]);
    expect(stderr).toBe("Signed with key-1 for fleet-signed; valid until 2027-02-01T00:00:00Z.\n");
  });

  it("prints no private key, and nothing of the token beside the forms", async () => {
    const { stdout, stderr } = await issue("meter-1", "--expires", "30d");
    expect(stdout).toContain("eyJ");
    expect(stderr).not.toContain("eyJ");
    for (const line of project.first.privatePem.split("\n").slice(1, -2)) expect(stdout + stderr).not.toContain(line);
  });

  it("issues a token that becomes valid later", async () => {
    expect((await issueJson("meter-1", "--not-before", "1d")).claims.nbf).toBe(1_798_848_000);
  });

  it("has no form for HTTPS where a group needs a client id", async () => {
    expect((await issueJson("mixed-1")).forms).not.toHaveProperty("curl");
    const { stderr } = await issue("mixed-1", "--expires", "1d");
    expect(stderr).toContain("Over HTTPS mixed can publish nothing: there is no client id there.\n");
  });

  it.each([
    ["off", "warning: off is disabled; the token is refused as long as that is so.\n"],
    ["short", "warning: short expires before the token, at 2027-01-05T00:00:00Z.\n"],
  ])("warns about the user %s", async (user, warning) => {
    const { code, stderr } = await issue(user, "--expires", "30d");
    expect(code).toBe(0);
    expect(stderr).toContain(warning);
  });

  it("warns of a private key that others may read", async () => {
    chmodSync(join(project.folder, "keys/key-1.private.pem"), 0o644);
    expect((await issue("meter-1", "--expires", "1d")).stderr).toContain("chmod 600 keys/key-1.private.pem\n");
  });

  it("refuses to choose among several keys, and signs with the one that --key names", async () => {
    putKey(project, "key-2", project.second);
    expect(await issue("meter-1", "--expires", "1d")).toEqual({
      code: 2,
      stdout: "",
      stderr:
        "error: `--key` must choose one of several keys, got: key-1, key-2. " +
        "Use the newest, and retire the others when their tokens have expired.\n",
    });
    expect((await issueJson("meter-1", "--key", "key-2")).key).toBe("key-2");
  });

  it.each([
    [["nobody", "--expires", "1d"], '`--user` must name a user, got: "nobody".'],
    [["meter-1"], "required option '--expires <WHEN>' not specified"],
    [["meter-1", "--expires", "2026-12-31"], "`--expires` must lie in the future"],
    [["meter-1", "--expires", "soon"], "`--expires` must be a date, a time in UTC or a duration"],
    [["meter-1", "--expires", "1d", "--not-before", "1d"], '`--not-before` must be before --expires, got: "1d".'],
    [
      ["meter-1", "--expires", "1d", "--key", "key-3"],
      '`--key` must be a key of the configuration, got: "key-3". Did you mean "key-1"?',
    ],
    [["meter-1", "--expires", "1d", "--key", "key-2"], "`--key` must have its private half on this machine"],
    [["meter-1", "--expires", "1d", "--endpoint", "https://x/"], "`--endpoint` must be a host name"],
  ])("refuses %j", async ([user = "", ...argv], message) => {
    const { code, stdout, stderr } = await issue(user, ...argv);
    expect([code, stdout]).toEqual([2, ""]);
    expect(stderr).toContain(message);
  });

  it("refuses a private key that is not the configured one", async () => {
    putKey(project, "key-2", project.first);
    const { code, stderr } = await issue("meter-1", "--expires", "1d", "--key", "key-2");
    expect(code).toBe(2);
    expect(stderr).toContain('`--key` must be the key in keys/key-2.private.pem, got: "key-2".');
  });

  it("refuses a private key that git tracks", async () => {
    git(project.folder, "init", "--quiet");
    git(project.folder, "add", "keys");
    const { code, stderr } = await issue("meter-1", "--expires", "1d");
    expect(code).toBe(2);
    expect(stderr).toContain("`keys/key-1.private.pem` must not be tracked by git");
  });

  it("says where the key must be if it is not here", async () => {
    rmSync(join(project.folder, "keys/key-1.private.pem"));
    const { code, stderr } = await issue("meter-1", "--expires", "1d");
    expect(code).toBe(2);
    expect(stderr).toContain("got: only public keys (key-1, key-2). Issue tokens where the key was made");
  });

  it("refuses a stack without signing", async () => {
    const other = testProject({ users: project.users().slice(0, 1) });
    const { code, stderr } = await runCli(["token", "issue", "--user", "meter-1", "--expires", "1d"], {
      cwd: other.folder,
    });
    expect(code).toBe(2);
    expect(stderr).toMatch(/^error: `authorizer.signing` must be set to use tokens, got: nothing\./);
    other.remove();
  });
});
