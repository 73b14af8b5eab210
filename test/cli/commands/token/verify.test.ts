import { issueToken } from "../../../../identity/tokens/issue-token";
import { runCli } from "../../helpers/run-cli";
import { putKey, type SigningProject, signingProject } from "../../tokens/signing-project";

let project: SigningProject;
let issued: { token: string; signature: string; forms: Record<string, string> };
beforeEach(async () => {
  project = signingProject();
  const argv = ["token", "issue", "--user", "meter-1", "--expires", "30d", "--json"];
  issued = JSON.parse((await runCli(argv, { cwd: project.folder })).stdout);
});
afterEach(() => project.remove());

const verify = (stdin: string, argv: readonly string[] = [], options: { now?: string; terminal?: boolean } = {}) =>
  runCli(["token", "verify", ...argv], { cwd: project.folder, stdin, ...options });
const VALID = { code: 0, stdout: "valid: meter-1, until 2027-01-31T00:00:00Z, signed with key-1\n", stderr: "" };

describe("token verify", () => {
  it("accepts a token in every form in which it was printed", async () => {
    expect(await verify(JSON.stringify(issued))).toEqual(VALID);
    expect(await verify(issued.forms.mqttUserName ?? "")).toEqual(VALID);
    expect(await verify(`${issued.forms.webSocketUrl}\n`)).toEqual(VALID);
    expect(await verify(`${issued.token}\n`, ["--signature", issued.signature])).toEqual(VALID);
    expect(await verify("", ["--token", issued.token, "--signature", issued.signature])).toEqual(VALID);
  });

  it("prints the verdict, the key and the claims as JSON", async () => {
    const { stdout } = await verify(JSON.stringify(issued), ["--json"]);
    expect(JSON.parse(stdout)).toEqual({
      valid: true,
      problems: [],
      key: "key-1",
      claims: expect.objectContaining({ sub: "meter-1", aud: "fleet-signed", exp: 1_801_353_600 }),
    });
  });

  it("says why a token is refused, with exit code 1", async () => {
    expect(await verify(JSON.stringify(issued), [], { now: "2027-01-31T00:00:00Z" })).toEqual({
      code: 1,
      stdout: "refused: It expired at 2027-01-31T00:00:00Z. (token-expired)\n",
      stderr: "",
    });
  });

  it("reports all problems at once, and never repeats the token", async () => {
    putKey(project, "key-2", project.second);
    const { privateKey } = project.second;
    const claims = { sub: "off", aud: "fleet", exp: 1_700_000_000 };
    const { token } = issueToken(claims, "key-2", privateKey);
    const { code, stdout } = await verify(token, ["--signature", issued.signature]);
    expect([code, stdout.split("\n")]).toEqual([
      1,
      [
        "refused: The signature matches none of the configured keys (key-1, key-2). The token names key-2. (signature-wrong)",
        'refused: It was made for the authorizer "fleet"; this stack\'s is fleet-signed. (token-wrong-audience)',
        "refused: It expired at 2023-11-14T22:13:20Z. (token-expired)",
        "refused: User off is disabled. (user-disabled)",
        "",
      ],
    ]);
    expect(stdout).not.toContain("eyJ");
  });

  it("accepts a token signed with any of the configured keys", async () => {
    const claims = { sub: "meter-1", aud: "fleet-signed", exp: 1_801_353_600 };
    const { stdout } = await verify(JSON.stringify(issueToken(claims, "key-2", project.second.privateKey)));
    expect(stdout).toContain("signed with key-2");
  });

  it("reports a missing signature", async () => {
    expect(await verify(issued.token)).toEqual({
      code: 1,
      stdout: "refused: There is no signature beside the token. (signature-malformed)\n",
      stderr: "",
    });
  });

  it.each(["", "{}", "meter-1?SDK=x", '{"token":'])("refuses input without a token: %j", async (stdin) => {
    expect(await verify(stdin)).toEqual({
      code: 2,
      stdout: "",
      stderr: "error: Standard input must hold a token, as JSON or in token=… . Or give --token.\n",
    });
  });

  it("does not read a token from a terminal, and refuses more than 65536 bytes", async () => {
    expect(await verify("", [], { terminal: true })).toMatchObject({ code: 2, stdout: "" });
    const { code, stderr } = await verify("x".repeat(70_000));
    expect([code, stderr]).toEqual([2, "error: Standard input must hold a token, got: over 65536 bytes.\n"]);
  });
});
