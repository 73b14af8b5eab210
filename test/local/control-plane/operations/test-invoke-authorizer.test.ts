import { sign } from "node:crypto";
import { CreateAuthorizerCommand, type IoTClient, TestInvokeAuthorizerCommand } from "@aws-sdk/client-iot";
import type { ControlPlane } from "../../../../local/control-plane/control-plane";
import type { FunctionSettings } from "../../../../local/functions/deployed-function";
import { makeZip } from "../../functions/make-zip";
import {
  ACCOUNT,
  authorizerArn,
  closeAll,
  errorOf,
  FUNCTION_ARN,
  PUBLIC_KEY,
  signingKey,
  start,
  unsigned,
} from "../start";

let iot: IoTClient;
let controlPlane: ControlPlane;
let events: unknown[];

beforeEach(async () => {
  events = [];
  const onLog = ({ line }: { line: string }) => events.push(JSON.parse(line));
  ({ iot, controlPlane } = await start({ run: { limitMilliseconds: 1_000, onLog } }));
});
afterEach(closeAll);

const permission = (authorizerName: string) => ({
  statementId: authorizerName,
  action: "lambda:InvokeFunction",
  principal: "iot.amazonaws.com",
  sourceArn: authorizerArn(authorizerName),
  sourceAccount: ACCOUNT,
});

/** Deploys a function that logs its event and returns the value of an expression. */
async function answering(expression: string, settings: Partial<FunctionSettings> = {}): Promise<void> {
  const code = `exports.handler = async (event) => { console.log(JSON.stringify(event)); return (${expression}); }`;
  controlPlane.functions.register({
    functionArn: FUNCTION_ARN,
    functionName: "login",
    handler: "index.handler",
    permissions: [permission("printers"), permission("signed")],
    zip: await makeZip({ "index.js": code }),
    ...settings,
  });
  await iot.send(new CreateAuthorizerCommand({ ...unsigned("printers"), status: "ACTIVE" }));
}

const invoke = async (input: object = {}) => {
  const { $metadata, ...response } = await iot.send(
    new TestInvokeAuthorizerCommand({ authorizerName: "printers", ...input }),
  );
  return response;
};

const LOGIN = {
  isAuthenticated: true,
  principalId: "alice",
  policyDocuments: [{ Version: "2012-10-17", Statement: [] }],
  disconnectAfterInSeconds: 3600,
  refreshAfterInSeconds: 300,
};

test("An allowed login returns its policies as JSON texts", async () => {
  await answering(JSON.stringify(LOGIN));

  expect(await invoke()).toEqual({ ...LOGIN, policyDocuments: ['{"Version":"2012-10-17","Statement":[]}'] });
});

test("A refused login returns no policies", async () => {
  await answering("{ isAuthenticated: false, principalId: 'nobody', policyDocuments: [{}], refreshAfterInSeconds: 0 }");

  expect(await invoke()).toEqual({
    isAuthenticated: false,
    principalId: "nobody",
    policyDocuments: [],
    refreshAfterInSeconds: 0,
  });
});

test("The handler receives AWS's event: contexts as protocols, and the password's bytes as base64", async () => {
  await answering("{ isAuthenticated: false }");

  await invoke({
    token: "t",
    httpContext: { headers: { "X-A": "1" }, queryString: "a=b" },
    mqttContext: { username: "alice?x", password: Buffer.from([0, 255, 10]), clientId: "c1" },
    tlsContext: { serverName: "localhost" },
  });
  await invoke({ mqttContext: { username: "alice" } });
  await invoke();

  const connectionMetadata = { id: expect.stringMatching(/^[0-9a-f-]{36}$/) };
  expect(events).toEqual([
    {
      token: "t",
      signatureVerified: false,
      protocols: ["tls", "http", "mqtt"],
      protocolData: {
        tls: { serverName: "localhost" },
        http: { headers: { "X-A": "1" }, queryString: "?a=b" },
        mqtt: { username: "alice?x", password: "AP8K", clientId: "c1" },
      },
      connectionMetadata,
    },
    {
      signatureVerified: false,
      protocols: ["mqtt"],
      protocolData: { mqtt: { username: "alice" } },
      connectionMetadata,
    },
    { signatureVerified: false, connectionMetadata },
  ]);
});

test.each([
  [
    "{ isAuthenticated: true, principalId: 'a-b' }",
    "The authorizer's response is not valid: principalId must be 1 to 128 of A-Z a-z 0-9",
  ],
  [
    `{ ...${JSON.stringify(LOGIN)}, refreshAfterInSeconds: 299 }`,
    "The authorizer's response is not valid: refreshAfterInSeconds must be a whole number from 300 to 86400, got: 299",
  ],
  [
    `{ ...${JSON.stringify(LOGIN)}, policyDocuments: [{ Id: 'x'.repeat(3000) }] }`,
    "The authorizer's response is not valid: policyDocuments[0] must have at most 2048 characters, got: 3009",
  ],
  ["'{}'", "The authorizer's response is not valid: the response must be an object, got: a string"],
  ["undefined", "The authorizer's response is not valid: the response must be an object, got: null"],
  ["await Promise.reject(new TypeError('boom'))", "TypeError: boom"],
  ["1n", "Runtime.MarshalError: Unable to stringify response body"],
])("A function that answers %s gives InvalidResponseException", async (expression, message) => {
  await answering(expression);

  expect(await errorOf(invoke())).toEqual({ name: "InvalidResponseException", status: 400, message });
});

test.each([
  ["loops", "(() => { for (;;); })()", /^Sandbox.Timedout: RequestId: \S+ Error: Task timed out after 1.00 seconds$/],
  ["exits", "process.exit(1)", /^Runtime.ExitError: RequestId: \S+ Error: Runtime exited with error: exit status 1$/],
])("A function that %s gives InvalidResponseException", async (_name, expression, message) => {
  await answering(expression);

  expect(await errorOf(invoke())).toEqual({
    name: "InvalidResponseException",
    status: 400,
    message: expect.stringMatching(message),
  });
});

test("A function that does not exist, or may not be called, is not called", async () => {
  await answering(JSON.stringify(LOGIN), { permissions: [] });
  expect(await errorOf(invoke())).toEqual({
    name: "UnauthorizedException",
    status: 401,
    message:
      `The resource policy of ${FUNCTION_ARN} does not let iot.amazonaws.com call lambda:InvokeFunction ` +
      `for ${authorizerArn("printers")}`,
  });

  controlPlane.functions.remove(FUNCTION_ARN);
  expect(await errorOf(invoke())).toEqual({
    name: "InvalidResponseException",
    status: 400,
    message: `The Lambda function ${FUNCTION_ARN} does not exist`,
  });
  expect(events).toEqual([]);
});

test("A function that the stand-in cannot run is answered as unsupported", async () => {
  await answering(JSON.stringify(LOGIN), { runtime: "python3.13" });

  expect(await errorOf(invoke())).toEqual({
    name: "UnsupportedByStandInException",
    status: 501,
    message: "The local stand-in of AWS IoT Core does not support this: the runtime python3.13",
  });
});

test("An unknown authorizer is not found; an INACTIVE one can be tested", async () => {
  await answering(JSON.stringify(LOGIN));
  await iot.send(new CreateAuthorizerCommand(unsigned("signed")));

  expect(await errorOf(invoke({ authorizerName: "nobody" }))).toMatchObject({
    name: "ResourceNotFoundException",
    status: 404,
  });
  expect(await invoke({ authorizerName: "signed" })).toMatchObject({ isAuthenticated: true });
});

describe("With signing", () => {
  const signature = (token: string) => sign("sha256", Buffer.from(token), signingKey.privateKey).toString("base64");
  const invokeSigned = (input: object) => invoke({ authorizerName: "signed", ...input });

  beforeEach(async () => {
    await answering(JSON.stringify(LOGIN));
    await iot.send(
      new CreateAuthorizerCommand({
        authorizerName: "signed",
        authorizerFunctionArn: FUNCTION_ARN,
        tokenKeyName: "token",
        tokenSigningPublicKeys: { FIRST: PUBLIC_KEY },
      }),
    );
  });

  test("a signed token passes, and the event says that the signature was verified", async () => {
    expect(await invokeSigned({ token: "t1", tokenSignature: signature("t1") })).toMatchObject({
      isAuthenticated: true,
    });
    expect(events).toEqual([{ token: "t1", signatureVerified: true, connectionMetadata: { id: expect.any(String) } }]);
  });

  test.each([
    ["no token", {}, "Authorizer signed has signing enabled: token and tokenSignature are required"],
    ["no signature", { token: "t1" }, "Authorizer signed has signing enabled: token and tokenSignature are required"],
    [
      "another token's signature",
      { token: "t1", tokenSignature: signature("t2") },
      "The token's signature is not valid",
    ],
  ])("%s gives UnauthorizedException, and the function is not called", async (_name, input, message) => {
    expect(await errorOf(invokeSigned(input))).toEqual({ name: "UnauthorizedException", status: 401, message });
    expect(events).toEqual([]);
  });
});

test.each([
  ["token", { token: "x".repeat(6145) }, "token", "Member must have length less than or equal to 6144"],
  [
    "tokenSignature",
    { tokenSignature: "x".repeat(2561) },
    "tokenSignature",
    "Member must have length less than or equal to 2560",
  ],
  [
    "tokenSignature that is base64url",
    { tokenSignature: "a-b_" },
    "tokenSignature",
    "Member must satisfy regular expression pattern: [A-Za-z0-9+/]+={0,2}",
  ],
  [
    "user name",
    { mqttContext: { username: "x".repeat(65_536) } },
    "mqttContext.username",
    "Member must have length less than or equal to 65535",
  ],
  [
    "password",
    { mqttContext: { password: Buffer.alloc(65_536) } },
    "mqttContext.password",
    "Member must have length less than or equal to 65535",
  ],
  [
    "empty password",
    { mqttContext: { password: Buffer.alloc(0) } },
    "mqttContext.password",
    "Member must have length greater than or equal to 1",
  ],
  [
    "client id",
    { mqttContext: { clientId: "" } },
    "mqttContext.clientId",
    "Member must have length greater than or equal to 1",
  ],
  [
    "header",
    { httpContext: { headers: { a: "x".repeat(8193) } } },
    "httpContext.headers.a",
    "Member must have length less than or equal to 8192",
  ],
  [
    "query string",
    { httpContext: { queryString: "x".repeat(4097) } },
    "httpContext.queryString",
    "Member must have length less than or equal to 4096",
  ],
  [
    "server name",
    { tlsContext: { serverName: "x".repeat(254) } },
    "tlsContext.serverName",
    "Member must have length less than or equal to 253",
  ],
])("A %s outside the API's limits is refused, and its value not repeated", async (_name, input, member, rule) => {
  expect(await errorOf(invoke(input))).toEqual({
    name: "InvalidRequestException",
    status: 400,
    message: `1 validation error detected: Value at '${member}' failed to satisfy constraint: ${rule}`,
  });
});

test("A password of 65,535 bytes reaches the handler", async () => {
  await answering("{ isAuthenticated: event.protocolData.mqtt.password.length === 87380, principalId: 'a' }");

  expect(await invoke({ mqttContext: { password: Buffer.alloc(65_535) } })).toMatchObject({ isAuthenticated: true });
});
