import { EXIT } from "../../../infra/default-authorizer/exit-codes";
import { resolveCredentials } from "../../../infra/default-authorizer/resolve-credentials";
import { input } from "./run-step";

const failing = (message: string, properties: object) => () =>
  Promise.reject(Object.assign(new Error(message), properties));
const failure = (provider: () => Promise<never>, patience?: number) =>
  resolveCredentials(input(), provider, patience).then(
    () => undefined,
    (error) => error,
  );

test("hands on what the provider gives", async () => {
  const identity = { accessKeyId: "a", secretAccessKey: "b" };
  expect(await resolveCredentials(input(), async () => identity)).toBe(identity);
});

test("does not wait for ever for a helper program", async () => {
  expect(await failure(() => new Promise(() => {}), 1)).toMatchObject({
    exitCode: EXIT.credentials,
    message: expect.stringContaining("AWS credentials must be found, got: none within 0.001 s. "),
  });
});

test("does not repeat a helper program's command line, which may hold a secret", async () => {
  const error = await failure(
    failing("Command failed: helper --password hunter2\nboom", { name: "CredentialsProviderError" }),
  );
  expect(error.exitCode).toBe(EXIT.credentials);
  expect(error.message).toContain("got: the profile's credential_process failed. ");
  expect(error.message).not.toContain("hunter2");
});

test("repeats the SDK's own advice about an expired session", async () => {
  const error = await failure(
    failing("The SSO session has expired. Run aws sso login.", { name: "CredentialsProviderError" }),
  );
  expect(error.message).toContain("got: The SSO session has expired. Run aws sso login. Give this step");
});

test("calls an STS that cannot be reached unreachable, not credentials missing", async () => {
  const error = await failure(failing("connect ECONNREFUSED 127.0.0.1:1", { code: "ECONNREFUSED" }));
  expect(error.exitCode).toBe(EXIT.aws);
  expect(error.message).toContain("AWS STS in eu-central-1 must be reachable for sts:AssumeRole, got: ECONNREFUSED");
});
