import { buildEvent } from "../../../local/authorizer/build-event";
import { callAuthorizer } from "../../../local/authorizer/call-authorizer";
import type { FunctionSettings } from "../../../local/functions/deployed-function";
import { Functions } from "../../../local/functions/functions";
import { FUNCTION_ARN } from "../functions/deploy";
import { makeZip } from "../functions/make-zip";

const arn = "arn:aws:iot:us-east-1:123456789012:authorizer/printers";
const permissions = [
  {
    statementId: "iot",
    action: "lambda:InvokeFunction",
    principal: "iot.amazonaws.com",
    sourceArn: arn,
    sourceAccount: "123456789012",
  },
];
const event = buildEvent({ signatureVerified: false, mqtt: { username: "alice" } });
let functions: Functions;

beforeEach(() => {
  functions = new Functions({ limitMilliseconds: 2_000 });
});
afterEach(() => functions.close());

const outcome = async (code: string, settings: Partial<FunctionSettings> = {}, functionArn = FUNCTION_ARN) => {
  functions.register({
    functionArn: FUNCTION_ARN,
    functionName: "login",
    handler: "index.handler",
    permissions,
    zip: await makeZip({ "index.js": `exports.handler = async (event) => (${code})` }),
    ...settings,
  });
  return callAuthorizer({ arn, functionArn }, event, functions);
};

test("A response within AWS's limits is returned", async () => {
  const code =
    "{ isAuthenticated: true, principalId: event.protocolData.mqtt.username, policyDocuments: [{ Version: '2012-10-17' }] }";

  expect(await outcome(code)).toEqual({
    kind: "answered",
    milliseconds: expect.any(Number),
    response: {
      isAuthenticated: true,
      principalId: "alice",
      policyDocuments: ['{"Version":"2012-10-17"}'],
      disconnectAfterInSeconds: 86_400,
      refreshAfterInSeconds: 86_400,
    },
  });
});

test("A refusal is returned as an answer", async () => {
  expect(await outcome("{ isAuthenticated: false }")).toMatchObject({
    kind: "answered",
    response: { isAuthenticated: false, policyDocuments: [] },
  });
});

test("A response outside AWS's limits, a failing function and a missing function are different outcomes", async () => {
  expect(await outcome("{ isAuthenticated: true }")).toMatchObject({
    kind: "invalid-response",
    message: "principalId must be 1 to 128 of A-Z a-z 0-9",
  });
  expect(await outcome("null.x")).toMatchObject({
    kind: "function-failed",
    errorType: "TypeError",
    message: "TypeError: Cannot read properties of null (reading 'x')",
  });
  expect(await outcome("1", {}, `${FUNCTION_ARN}2`)).toEqual({
    kind: "function-missing",
    message: `The Lambda function ${FUNCTION_ARN}2 does not exist`,
  });
});

test("Without a permission for this authorizer the function is not called", async () => {
  const lines: string[] = [];
  functions = new Functions({ onLog: ({ line }) => lines.push(line) });

  expect(await outcome("console.log('called')", { permissions: [] })).toEqual({
    kind: "not-permitted",
    message: `The resource policy of ${FUNCTION_ARN} does not let iot.amazonaws.com call lambda:InvokeFunction for ${arn}`,
  });
  expect(lines).toEqual([]);
});

test("A function that AWS could call and the stand-in cannot is unsupported", async () => {
  functions.register({ functionArn: FUNCTION_ARN, functionName: "login", handler: "index.handler", permissions });
  expect(await callAuthorizer({ arn, functionArn: FUNCTION_ARN }, event, functions)).toEqual({
    kind: "unsupported",
    message: "a function whose code is not a zip in the request (an image, or code in S3)",
  });
  expect(await outcome("1", { runtime: "python3.13" })).toEqual({
    kind: "unsupported",
    message: "the runtime python3.13",
  });
  expect(await outcome("1", { runtime: "nodejs22.x" }, `${FUNCTION_ARN}:live`)).toEqual({
    kind: "unsupported",
    message: `a version or an alias of a function (${FUNCTION_ARN}:live)`,
  });
});
