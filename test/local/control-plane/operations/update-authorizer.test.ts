import {
  CreateAuthorizerCommand,
  DescribeAuthorizerCommand,
  type IoTClient,
  ListTagsForResourceCommand,
  UpdateAuthorizerCommand,
} from "@aws-sdk/client-iot";
import { authorizerArn, closeAll, errorOf, FUNCTION_ARN, PUBLIC_KEY, start, unsigned } from "../start";

let iot: IoTClient;
let now = 1_000;

beforeEach(async () => {
  now = 1_000;
  ({ iot } = await start({ clock: { now: () => now, after: () => () => {} } }));
  await iot.send(
    new CreateAuthorizerCommand({
      authorizerName: "signed",
      authorizerFunctionArn: FUNCTION_ARN,
      tokenKeyName: "token",
      tokenSigningPublicKeys: { A: PUBLIC_KEY, B: PUBLIC_KEY },
      tags: [{ Key: "owner", Value: "me" }],
    }),
  );
});
afterEach(closeAll);

const update = (change: object) => iot.send(new UpdateAuthorizerCommand({ authorizerName: "signed", ...change }));
const describe = async (authorizerName = "signed") =>
  (await iot.send(new DescribeAuthorizerCommand({ authorizerName }))).authorizerDescription;

test("Only the given settings and the modification date change", async () => {
  const before = await describe();
  now = 5_000;

  expect(await update({ status: "ACTIVE" })).toMatchObject({
    authorizerName: "signed",
    authorizerArn: authorizerArn("signed"),
  });
  expect(await describe()).toEqual({ ...before, status: "ACTIVE", lastModifiedDate: new Date(5_000) });

  const authorizerFunctionArn = `${FUNCTION_ARN}2`;
  await update({ authorizerFunctionArn, tokenKeyName: "other", enableCachingForHttp: true });
  expect(await describe()).toMatchObject({
    authorizerFunctionArn,
    tokenKeyName: "other",
    enableCachingForHttp: true,
    status: "ACTIVE",
  });
  const { tags } = await iot.send(new ListTagsForResourceCommand({ resourceArn: authorizerArn("signed") }));
  expect(tags).toEqual([{ Key: "owner", Value: "me" }]);
});

test("Keys are replaced as a whole", async () => {
  await update({ tokenSigningPublicKeys: { C: PUBLIC_KEY } });

  expect((await describe())?.tokenSigningPublicKeys).toEqual({ C: PUBLIC_KEY });
});

test.each([
  [{ tokenSigningPublicKeys: {} }, "tokenSigningPublicKeys must hold at least one key unless signing is disabled"],
  [
    { tokenSigningPublicKeys: { A: "rubbish" } },
    "tokenSigningPublicKeys.A must be an RSA public key in PEM (-----BEGIN PUBLIC KEY-----) of at least 2048 bits",
  ],
  [{ authorizerFunctionArn: "login" }, "authorizerFunctionArn must be the ARN of a Lambda function"],
  [
    { tokenKeyName: "to ken" },
    "1 validation error detected: Value at 'tokenKeyName' failed to satisfy constraint: " +
      "Member must satisfy regular expression pattern: [a-zA-Z0-9_-]+",
  ],
])("%j is refused, and nothing changes", async (change, message) => {
  const before = await describe();

  expect(await errorOf(update({ status: "ACTIVE", ...change }))).toEqual({
    name: "InvalidRequestException",
    status: 400,
    message,
  });
  expect(await describe()).toEqual(before);
});

test("An unknown authorizer is not found", async () => {
  expect(await errorOf(update({ authorizerName: "nobody", status: "ACTIVE" }))).toMatchObject({
    name: "ResourceNotFoundException",
    status: 404,
  });
});

test("A 33rd authorizer cannot become ACTIVE, but an ACTIVE one can be changed", async () => {
  for (let n = 0; n < 32; n++) {
    await iot.send(new CreateAuthorizerCommand({ ...unsigned(`a${n}`), status: "ACTIVE" }));
  }

  expect(await errorOf(update({ status: "ACTIVE" }))).toMatchObject({ name: "LimitExceededException", status: 410 });
  await expect(update({ authorizerName: "a0", status: "ACTIVE" })).resolves.toBeDefined();
});
