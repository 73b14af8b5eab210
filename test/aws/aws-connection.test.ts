import { resolveCredentials } from "../../aws/aws-connection";

const TARGET = { region: "eu-central-1" };
const CALLER = {
  name: "the printer",
  identity: "The printer's identity",
  whenDenied: () => "Ask the printer's owner.",
  sessionName: "printer",
};

const failing = (message: string, properties: object) => () =>
  Promise.reject(Object.assign(new Error(message), properties));
const failure = (provider: () => Promise<never>, patience?: number) =>
  resolveCredentials(TARGET, provider, CALLER, patience).then(
    () => undefined,
    (error) => error,
  );

test("returns the credentials that the provider gives", async () => {
  const identity = { accessKeyId: "a", secretAccessKey: "b" };
  expect(await resolveCredentials(TARGET, async () => identity, CALLER)).toBe(identity);
});

test("gives up waiting for a credential_process after a time limit", async () => {
  expect(await failure(() => new Promise(() => {}), 1)).toMatchObject({
    kind: "credentials",
    message: expect.stringContaining("AWS credentials must be found, got: none within 0.001 s. "),
  });
});

test("does not quote the command line of a credential_process, which may contain a secret", async () => {
  const error = await failure(
    failing("Command failed: helper --password hunter2\nboom", { name: "CredentialsProviderError" }),
  );
  expect(error.kind).toBe("credentials");
  expect(error.message).toContain("got: the profile's credential_process failed. ");
  expect(error.message).not.toContain("hunter2");
});

test("repeats the SDK's own advice about an expired session", async () => {
  const error = await failure(
    failing("The SSO session has expired. Run aws sso login.", { name: "CredentialsProviderError" }),
  );
  expect(error.message).toContain("got: The SSO session has expired. Run aws sso login. Give the printer");
});

test("reports an STS that cannot be reached as unreachable, not as missing credentials", async () => {
  const error = await failure(failing("connect ECONNREFUSED 127.0.0.1:1", { code: "ECONNREFUSED" }));
  expect(error.kind).toBe("transient");
  expect(error.message).toContain("AWS STS in eu-central-1 must be reachable for sts:AssumeRole, got: ECONNREFUSED");
});

test("names the role that may not be assumed, and reports missing credentials", async () => {
  const denied = Object.assign(new Error("no"), { name: "AccessDenied", $metadata: { httpStatusCode: 403 } });
  const target = { ...TARGET, assumeRole: { roleArn: "arn:aws:iam::123456789012:role/r" } };
  await expect(resolveCredentials(target, () => Promise.reject(denied), CALLER)).rejects.toMatchObject({
    kind: "credentials",
    message:
      "The printer's identity must be allowed sts:AssumeRole on arn:aws:iam::123456789012:role/r, got: AccessDenied: no. Ask the printer's owner.",
  });
});
