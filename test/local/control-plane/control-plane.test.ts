import { CreateAuthorizerCommand, ListAuthorizersCommand, ListJobsCommand } from "@aws-sdk/client-iot";
import { startControlPlane } from "../../../local/control-plane/control-plane";
import { StandInOptionError } from "../../../local/local-errors";
import { makeZip } from "../functions/make-zip";
import { processEnd } from "../functions/process-end";
import { signedFor } from "./signed-request";
import { closeAll, errorOf, FUNCTION_ARN, start, unsigned } from "./start";

afterEach(closeAll);

test("The control plane listens on this machine only, on a free port, and its state can be read", async () => {
  const { controlPlane, iot } = await start({ accountId: "210987654321" });
  await iot.send(new CreateAuthorizerCommand(unsigned("printers")));

  expect(controlPlane.url).toBe(`http://127.0.0.1:${controlPlane.port}`);
  expect(controlPlane.store.region("us-east-1").authorizer("printers").arn).toBe(
    "arn:aws:iot:us-east-1:210987654321:authorizer/printers",
  );
});

test("Two control planes share no state", async () => {
  const [one, two] = [await start(), await start()];
  await one.iot.send(new CreateAuthorizerCommand(unsigned("printers")));

  expect((await two.iot.send(new ListAuthorizersCommand({}))).authorizers).toEqual([]);
});

test("An unsupported operation is refused with its name", async () => {
  const { iot } = await start();

  expect(await errorOf(iot.send(new ListJobsCommand({})))).toEqual({
    name: "UnsupportedByStandInException",
    status: 501,
    message: "The local stand-in of AWS IoT Core does not support this: GET /jobs (service iot)",
  });
});

test("Another service is unsupported without an endpoint to forward to", async () => {
  const { controlPlane } = await start();

  const json = await fetch(`${controlPlane.url}/2015-03-31/functions/`, { headers: signedFor("lambda") });
  expect([json.status, json.headers.get("x-amzn-errortype")]).toEqual([501, "UnsupportedByStandInException"]);

  const body = new URLSearchParams({ Action: "GetCallerIdentity" });
  const xml = await fetch(controlPlane.url, { method: "POST", body, headers: signedFor("sts") });
  expect(xml.status).toBe(501);
  expect(await xml.text()).toMatch(
    /^<ErrorResponse><Error><Type>Receiver<\/Type><Code>UnsupportedByStandInException<\/Code><Message>.*: POST \/ \(service sts\)<\/Message>/,
  );
});

test.each([
  ["no credentials", {}],
  ["a bearer token", { authorization: "Bearer x" }],
  ["a scope without a service", { authorization: "AWS4-HMAC-SHA256 Credential=AKID/20261121/us-east-1" }],
])("A request with %s is unauthorized", async (_name, headers) => {
  const { controlPlane } = await start();

  const response = await fetch(`${controlPlane.url}/authorizers/`, { headers: headers as Record<string, string> });

  expect([response.status, response.headers.get("x-amzn-errortype")]).toEqual([401, "UnauthorizedException"]);
});

test.each([
  ["is not JSON", "{"],
  ["is no object", "[]"],
  ["is above 4 MiB", `{"x":"${"x".repeat(4 * 1024 * 1024)}"}`],
])("A body that %s is refused, and not repeated", async (_name, body) => {
  const { controlPlane } = await start();
  const request = { method: "POST", headers: signedFor("iot"), body };

  const response = await fetch(`${controlPlane.url}/authorizer/printers`, request);

  expect([response.status, response.headers.get("x-amzn-errortype")]).toEqual([400, "InvalidRequestException"]);
  expect((await response.text()).length).toBeLessThan(200);
});

test("A name with invalid percent-encoding is refused", async () => {
  const { controlPlane } = await start();

  const response = await fetch(`${controlPlane.url}/authorizer/%E4`, { headers: signedFor("iot") });

  expect([response.status, await response.json()]).toMatchObject([
    400,
    { message: "The path must be percent-encoded UTF-8" },
  ]);
});

test("null is the same as a missing member, and unknown members are ignored", async () => {
  const { controlPlane } = await start();
  const members = {
    authorizerFunctionArn: FUNCTION_ARN,
    signingDisabled: true,
    tokenKeyName: null,
    status: null,
    later: 1,
  };
  const request = { method: "POST", headers: signedFor("iot"), body: JSON.stringify(members) };

  expect((await fetch(`${controlPlane.url}/authorizer/printers`, request)).status).toBe(200);
});

test.each([
  [{ accountId: "1" }, 'accountId must be 12 digits, got: 1. Write "123456789012".'],
  [
    { forwardTo: "moto" },
    "forwardTo must be an http or https URL, got: moto. Give the other endpoint's address, such as http://127.0.0.1:5000.",
  ],
  [
    { forwardTo: "ftp://127.0.0.1" },
    "forwardTo must be an http or https URL, got: ftp://127.0.0.1. " +
      "Give the other endpoint's address, such as http://127.0.0.1:5000.",
  ],
])("The control plane does not start with %j", async (options, message) => {
  await expect(startControlPlane(options)).rejects.toThrow(new StandInOptionError(message));
});

test("The control plane does not start on a port that is in use", async () => {
  const { controlPlane } = await start();

  await expect(startControlPlane({ port: controlPlane.port })).rejects.toThrow(
    new StandInOptionError(
      `port must be free, got: ${controlPlane.port} on 127.0.0.1. Choose another, or 0 for any free one.`,
    ),
  );
});

test("Closing ends open connections and running handlers", async () => {
  let tellPid = (_line: { line: string }) => {};
  const pid = new Promise<number>((resolve) => {
    tellPid = ({ line }) => resolve(Number(line));
  });
  const { controlPlane, iot } = await start({ run: { onLog: (line) => tellPid(line) } });
  controlPlane.functions.register({
    functionArn: FUNCTION_ARN,
    functionName: "login",
    handler: "index.handler",
    permissions: [{ statementId: "iot", action: "*", principal: "*" }],
    zip: await makeZip({ "index.js": "exports.handler = () => { console.log(process.pid); for (;;); }" }),
  });
  await iot.send(new CreateAuthorizerCommand(unsigned("printers")));
  const request = { method: "POST", headers: signedFor("iot") };
  const running = fetch(`${controlPlane.url}/authorizer/printers/test`, request).catch((error: Error) => error.message);
  const handler = await pid;

  await controlPlane.close();

  expect(await running).toBe("fetch failed");
  await processEnd(handler);
});

test("A function's environment has the control plane as AWS's endpoint, and credentials of no identity, unless overridden", async () => {
  const code =
    "exports.handler = async () => [process.env.AWS_ENDPOINT_URL, process.env.AWS_ACCESS_KEY_ID, process.env.HOME_TABLE]";
  const settings = { functionArn: FUNCTION_ARN, functionName: "login", handler: "index.handler" };
  const environmentIn = async (runtimeEnvironment?: Record<string, string>) => {
    const { controlPlane } = await start({ ...(runtimeEnvironment ? { run: { runtimeEnvironment } } : {}) });
    controlPlane.functions.register({ ...settings, zip: await makeZip({ "index.js": code }) });
    const outcome = await controlPlane.functions.get(FUNCTION_ARN)?.invoke({});
    return { url: controlPlane.url, outcome };
  };
  const usual = await environmentIn();
  expect(usual.outcome).toMatchObject({ ok: true, payload: [usual.url, "local", null] });
  const told = await environmentIn({ AWS_ENDPOINT_URL: "http://127.0.0.1:1", HOME_TABLE: "a" });
  expect(told.outcome).toMatchObject({ ok: true, payload: ["http://127.0.0.1:1", "local", "a"] });
});
