import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { EXIT } from "../../infra/default-authorizer/step-errors";
import { ACCOUNT } from "../infra/default-authorizer/fake-iot";
import { programUnderTest, SECRET } from "../infra/default-authorizer/spawn-program";

const under = programUnderTest();
const ROLE = { assumeRoleArn: `arn:aws:iam::${ACCOUNT}:role/r`, assumeRoleExternalId: "right-id" };
const SHELL = { AWS_PROFILE: "shell" };

/** Writes the profiles `default`, `stack` and `shell`, whose access key ids are FROM-DEFAULT and so on. */
async function files() {
  const path = join(under.folder, "credentials");
  const profile = (name: string) =>
    `[${name}]\naws_access_key_id = FROM-${name.toUpperCase()}\naws_secret_access_key = ${SECRET}\n`;
  await writeFile(path, profile("default") + profile("stack") + profile("shell"));
  return { AWS_SHARED_CREDENTIALS_FILE: path, AWS_CONFIG_FILE: join(under.folder, "none") };
}

/** Returns the access key ids with which calls to AWS IoT, or to STS, were signed. */
function signedWith(service: "iot" | "sts"): string[] {
  const calls = under.server.seen.filter(({ route }) => (route === "POST /") === (service === "sts"));
  return [...new Set(calls.map((seen) => seen.accessKeyId))];
}

test.each([
  ["keys in the environment before the shell's profile", SHELL, {}, "FROM-ENVIRONMENT"],
  ["the stack's profile before everything else", SHELL, { profile: "stack" }, "FROM-STACK"],
  ["the stack's role, assumed", {}, ROLE, "ASSUMED"],
])("with keys in the environment, uses %s", async (_title, more, overrides, expected) => {
  const run = await under.run("set", { ...under.environment(more), ...(await files()) }, overrides);
  expect(run).toMatchObject({ code: EXIT.ok, stderr: "" });
  expect(signedWith("iot")).toEqual([expected]);
});

test.each([
  ["the shell's profile", SHELL, "FROM-SHELL"],
  ["the shell's profile under its older name", { AWS_DEFAULT_PROFILE: "shell" }, "FROM-SHELL"],
  ["the default profile where nothing is chosen", {}, "FROM-DEFAULT"],
])("without keys in the environment, uses %s", async (_title, more, expected) => {
  const run = await under.run("set", { ...under.withoutKeys(more), ...(await files()) });
  expect(run).toMatchObject({ code: EXIT.ok, stderr: "" });
  expect(signedWith("iot")).toEqual([expected]);
});

test("prefers a web identity to the default profile", async () => {
  const token = join(under.folder, "token");
  await writeFile(token, "right-token");
  const identity = { AWS_WEB_IDENTITY_TOKEN_FILE: token, AWS_ROLE_ARN: ROLE.assumeRoleArn };
  const run = await under.run("set", { ...under.withoutKeys(identity), ...(await files()) });
  expect(run).toMatchObject({ code: EXIT.ok, stderr: "" });
  expect(signedWith("iot")).toEqual(["ASSUMED"]);
});

test.each([
  ["the stack's profile", { profile: "stack" }, "FROM-STACK"],
  ["keys in the environment", {}, "FROM-ENVIRONMENT"],
])("assumes the stack's role with %s rather than with the shell's profile", async (_title, profile, expected) => {
  const run = await under.run("set", { ...under.environment(SHELL), ...(await files()) }, { ...ROLE, ...profile });
  expect(run).toMatchObject({ code: EXIT.ok, stderr: "" });
  expect(signedWith("sts")).toEqual([expected]);
});

test("uses no other credentials if the stack's profile does not exist", async () => {
  const run = await under.run("set", { ...under.environment(), ...(await files()) }, { profile: "missing" });
  expect(run.code).toBe(EXIT.credentials);
  expect(run.stderr).toContain("Could not resolve credentials using profile: [missing]");
  expect(under.server.seen).toEqual([]);
});

test("uses no other credentials if the stack's role may not be assumed", async () => {
  const run = await under.run("set", under.environment(), { assumeRoleArn: ROLE.assumeRoleArn });
  expect(run.code).toBe(EXIT.credentials);
  expect(run.stderr).toContain("must be allowed sts:AssumeRole on arn:aws:iam::123456789012:role/r");
  expect(under.iot.calls).toEqual([]);
});

test("says where to get credentials when there are none", async () => {
  const run = await under.run("set", under.withoutKeys());
  expect(run.code).toBe(EXIT.credentials);
  expect(run.stderr).toBe(
    "AWS credentials must be found, got: Could not load credentials from any providers. " +
      "Give this step what Terraform itself uses: environment variables, a profile (`aws sso login` if it has expired) or a role.\n",
  );
});
