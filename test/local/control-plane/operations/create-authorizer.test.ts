import { generateKeyPairSync } from "node:crypto";
import { CreateAuthorizerCommand, DescribeAuthorizerCommand, type IoTClient } from "@aws-sdk/client-iot";
import { authorizerArn, closeAll, errorOf, FUNCTION_ARN, PUBLIC_KEY, signingKey, start, unsigned } from "../start";

let iot: IoTClient;

beforeEach(async () => {
  ({ iot } = await start({ clock: { now: () => 1_700_000_000_250, after: () => () => {} } }));
});
afterEach(closeAll);

const create = (change: object) => iot.send(new CreateAuthorizerCommand({ ...unsigned("printers"), ...change }));
const spki = (key: { export(options: { type: "spki"; format: "pem" }): string | Buffer }) =>
  key.export({ type: "spki", format: "pem" }).toString();

test("An authorizer is created with all its settings, and its name and ARN are answered", async () => {
  const created = await create({
    signingDisabled: false,
    tokenKeyName: "token",
    tokenSigningPublicKeys: { FIRST: PUBLIC_KEY },
    status: "ACTIVE",
    enableCachingForHttp: true,
    tags: [{ Key: "owner", Value: "me" }],
  });

  expect(created).toMatchObject({ authorizerName: "printers", authorizerArn: authorizerArn("printers") });
  const { authorizerDescription } = await iot.send(new DescribeAuthorizerCommand({ authorizerName: "printers" }));
  expect(authorizerDescription).toEqual({
    authorizerName: "printers",
    authorizerArn: authorizerArn("printers"),
    authorizerFunctionArn: FUNCTION_ARN,
    tokenKeyName: "token",
    tokenSigningPublicKeys: { FIRST: PUBLIC_KEY },
    status: "ACTIVE",
    signingDisabled: false,
    enableCachingForHttp: true,
    creationDate: new Date(1_700_000_000_250),
    lastModifiedDate: new Date(1_700_000_000_250),
  });
});

test("An authorizer without signing needs nothing but its function, and is INACTIVE", async () => {
  await create({});

  const { authorizerDescription } = await iot.send(new DescribeAuthorizerCommand({ authorizerName: "printers" }));
  expect(authorizerDescription).toEqual({
    authorizerName: "printers",
    authorizerArn: authorizerArn("printers"),
    authorizerFunctionArn: FUNCTION_ARN,
    status: "INACTIVE",
    signingDisabled: true,
    enableCachingForHttp: false,
    creationDate: expect.any(Date),
    lastModifiedDate: expect.any(Date),
  });
});

test("A second authorizer with the name is refused: ResourceAlreadyExistsException", async () => {
  await create({});

  expect(await errorOf(create({}))).toEqual({
    name: "ResourceAlreadyExistsException",
    status: 409,
    message: "Authorizer printers already exists",
  });
});

test.each(["a", "a".repeat(128), "Az09_=,@-"])("%s is a good name", async (authorizerName) => {
  expect(await create({ authorizerName })).toMatchObject({ authorizerArn: authorizerArn(authorizerName) });
});

const NAME = "Value at 'authorizerName' failed to satisfy constraint:";

test.each([
  [{ authorizerName: "a".repeat(129) }, `${NAME} Member must have length less than or equal to 128`],
  [{ authorizerName: "a b" }, `${NAME} Member must satisfy regular expression pattern: [\\w=,@-]+`],
  [{ authorizerName: "drücker" }, `${NAME} Member must satisfy regular expression pattern: [\\w=,@-]+`],
  [
    { authorizerFunctionArn: undefined },
    "Value at 'authorizerFunctionArn' failed to satisfy constraint: Member must not be null",
  ],
  [
    { authorizerFunctionArn: "a".repeat(2049) },
    "Value at 'authorizerFunctionArn' failed to satisfy constraint: Member must have length less than or equal to 2048",
  ],
  [
    { tokenKeyName: "to ken" },
    "Value at 'tokenKeyName' failed to satisfy constraint: Member must satisfy regular expression pattern: [a-zA-Z0-9_-]+",
  ],
  [
    { tokenSigningPublicKeys: { "a b": PUBLIC_KEY } },
    "Value at 'tokenSigningPublicKeys.a b' failed to satisfy constraint: " +
      "Member must satisfy regular expression pattern: [a-zA-Z0-9:_-]+",
  ],
  [
    { tokenSigningPublicKeys: { A: "x".repeat(5121) } },
    "Value at 'tokenSigningPublicKeys.A' failed to satisfy constraint: Member must have length less than or equal to 5120",
  ],
  [
    { status: "ON" },
    "Value at 'status' failed to satisfy constraint: Member must satisfy enum value set: [ACTIVE, INACTIVE]",
  ],
  [
    { tags: [{ Key: "" }] },
    "Value at 'tags.0.Key' failed to satisfy constraint: Member must have length greater than or equal to 1",
  ],
  [
    { tags: [{ Key: "a", Value: "x".repeat(257) }] },
    "Value at 'tags.0.Value' failed to satisfy constraint: Member must have length less than or equal to 256",
  ],
])("%j is outside the API's limits: InvalidRequestException", async (change, message) => {
  expect(await errorOf(create(change))).toEqual({
    name: "InvalidRequestException",
    status: 400,
    message: `1 validation error detected: ${message}`,
  });
});

test("All members outside the limits are reported together", async () => {
  const { message } = await errorOf(create({ tokenKeyName: "", status: "ON" }));

  expect(message).toBe(
    "3 validation errors detected: " +
      "Value at 'tokenKeyName' failed to satisfy constraint: Member must have length greater than or equal to 1; " +
      "Value at 'tokenKeyName' failed to satisfy constraint: " +
      "Member must satisfy regular expression pattern: [a-zA-Z0-9_-]+; " +
      "Value at 'status' failed to satisfy constraint: Member must satisfy enum value set: [ACTIVE, INACTIVE]",
  );
});

test("A function that is no Lambda function is refused", async () => {
  expect(await errorOf(create({ authorizerFunctionArn: "login" }))).toEqual({
    name: "InvalidRequestException",
    status: 400,
    message: "authorizerFunctionArn must be the ARN of a Lambda function",
  });
});

test.each([
  [
    "no token key name",
    { tokenSigningPublicKeys: { A: PUBLIC_KEY } },
    "tokenKeyName is required unless signing is disabled",
  ],
  ["no key", { tokenKeyName: "token" }, "tokenSigningPublicKeys must hold at least one key unless signing is disabled"],
  [
    "an empty map of keys",
    { tokenKeyName: "token", tokenSigningPublicKeys: {} },
    "tokenSigningPublicKeys must hold at least one key unless signing is disabled",
  ],
])("Signing with %s is refused", async (_name, change, message) => {
  expect(await errorOf(create({ signingDisabled: false, ...change }))).toMatchObject({
    name: "InvalidRequestException",
    message,
  });
});

test.each([
  ["no PEM", "rubbish"],
  ["damaged", PUBLIC_KEY.replace(/[A-Z]/g, "A")],
  ["of 1,024 bits", spki(generateKeyPairSync("rsa", { modulusLength: 1024 }).publicKey)],
  ["an elliptic curve's", spki(generateKeyPairSync("ec", { namedCurve: "P-256" }).publicKey)],
  ["a private one", signingKey.privateKey.export({ type: "pkcs8", format: "pem" }).toString()],
])("A key that is %s is refused, and not repeated in the message", async (_name, pem) => {
  const change = {
    signingDisabled: false,
    tokenKeyName: "token",
    tokenSigningPublicKeys: { GOOD: PUBLIC_KEY, BAD: pem },
  };

  expect(await errorOf(create(change))).toEqual({
    name: "InvalidRequestException",
    status: 400,
    message:
      "tokenSigningPublicKeys.BAD must be an RSA public key in PEM (-----BEGIN PUBLIC KEY-----) of at least 2048 bits",
  });
});

test("A key of exactly 2,048 bits, and two keys, are accepted", async () => {
  const tokenSigningPublicKeys = { A: PUBLIC_KEY, B: PUBLIC_KEY };

  await expect(create({ signingDisabled: false, tokenKeyName: "t", tokenSigningPublicKeys })).resolves.toBeDefined();
});

test("An account has at most 100 authorizers, 32 of them ACTIVE, in each Region: LimitExceededException", async () => {
  for (let n = 0; n < 32; n++) {
    await create({ authorizerName: `active${n}`, status: "ACTIVE" });
  }
  expect(await errorOf(create({ authorizerName: "active32", status: "ACTIVE" }))).toEqual({
    name: "LimitExceededException",
    status: 410,
    message: "An account can have at most 32 active authorizers",
  });
  for (let n = 32; n < 100; n++) {
    await create({ authorizerName: `inactive${n}` });
  }
  expect(await errorOf(create({ authorizerName: "inactive100" }))).toEqual({
    name: "LimitExceededException",
    status: 410,
    message: "An account can have at most 100 authorizers",
  });
});
