import { CreateAuthorizerCommand, TestInvokeAuthorizerCommand } from "@aws-sdk/client-iot";
import { makeZip } from "../../functions/make-zip";
import { signedFor } from "../signed-request";
import { ACCOUNT, authorizerArn, closeAll, errorOf, FUNCTION_ARN, start, unsigned } from "../start";
import { type Reply, startUpstream } from "../upstream";

let upstream: Awaited<ReturnType<typeof startUpstream>>;
let reply: Reply;
let started: Awaited<ReturnType<typeof start>>;

beforeEach(async () => {
  reply = { status: 200, body: JSON.stringify({ FunctionArn: FUNCTION_ARN }) };
  upstream = await startUpstream(() => reply);
  started = await start({ forwardTo: upstream.url });
  await started.iot.send(new CreateAuthorizerCommand({ ...unsigned("printers"), status: "ACTIVE" }));
});
afterEach(async () => {
  await closeAll();
  await upstream.close();
});

const FUNCTIONS = "/2015-03-31/functions";

const lambda = async (method: string, path: string, members?: object) => {
  const body = members === undefined ? {} : { body: JSON.stringify(members) };
  const response = await fetch(started.controlPlane.url + path, { method, headers: signedFor("lambda"), ...body });
  await response.text();
  return response.status;
};

const zipOf = async (text: string) => (await makeZip({ "index.js": text })).toString("base64");
const answering = (expression: string) =>
  zipOf(`exports.handler = async () => ({ isAuthenticated: true, principalId: ${expression} })`);

const create = async (change: object = {}) =>
  lambda("POST", FUNCTIONS, {
    FunctionName: "login",
    Runtime: "nodejs22.x",
    Role: `arn:aws:iam::${ACCOUNT}:role/login`,
    Handler: "index.handler",
    Code: { ZipFile: await answering("process.env.NAME") },
    Environment: { Variables: { NAME: "first" } },
    MemorySize: 256,
    Timeout: 5,
    ...change,
  });

const permit = (StatementId: string, change: object = {}, query = "") =>
  lambda("POST", `${FUNCTIONS}/login/policy${query}`, {
    StatementId,
    Action: "lambda:InvokeFunction",
    Principal: "iot.amazonaws.com",
    SourceArn: authorizerArn("printers"),
    SourceAccount: ACCOUNT,
    ...change,
  });

/** Calls TestInvokeAuthorizer. @returns the principal id that the deployed function returns, or the error */
const login = async () => {
  const invoke = started.iot.send(new TestInvokeAuthorizerCommand({ authorizerName: "printers" }));
  return invoke.then(
    ({ principalId }) => principalId,
    async () => (await errorOf(invoke)).name,
  );
};

test("A function that was created and permitted at the other endpoint runs here, with its code, handler, environment and memory", async () => {
  expect(
    await create({
      Handler: "app.login",
      Code: {
        ZipFile: (
          await makeZip({
            "app.js": `exports.login = async (event, context) => ({
      isAuthenticated: true,
      principalId: [process.env.NAME, context.memoryLimitInMB, context.invokedFunctionArn.length].join("x"),
    })`,
          })
        ).toString("base64"),
      },
    }),
  ).toBe(200);
  expect(await login()).toBe("UnauthorizedException");

  await permit("iot");

  expect(await login()).toBe(`firstx256x${FUNCTION_ARN.length}`);
  expect(upstream.received.map(({ method, url }) => `${method} ${url}`)).toEqual([
    `POST ${FUNCTIONS}`,
    `POST ${FUNCTIONS}/login/policy`,
  ]);
});

test("New code and new settings take effect; other settings stay", async () => {
  await create();
  await permit("iot");

  await lambda("PUT", `${FUNCTIONS}/login/code`, { ZipFile: await answering("process.env.NAME + 'new'") });
  expect(await login()).toBe("firstnew");

  await lambda("PUT", `${FUNCTIONS}/login/configuration`, { Environment: { Variables: { NAME: "second" } } });
  expect(await login()).toBe("secondnew");

  await lambda("PUT", `${FUNCTIONS}/login/configuration`, { Description: "the same" });
  expect(await login()).toBe("secondnew");
});

test("A reserved concurrency of 0 stops logins until it is removed", async () => {
  await create();
  await permit("iot");
  const concurrency = (date: string) => `/${date}/functions/login/concurrency`;

  await lambda("PUT", concurrency("2017-10-31"), { ReservedConcurrentExecutions: 0 });
  expect(await login()).not.toBe("first");

  await lambda("DELETE", concurrency("2017-10-31"));
  expect(await login()).toBe("first");
});

test("UpdateFunctionCode with DryRun changes nothing", async () => {
  await create();
  await permit("iot");

  await lambda("PUT", `${FUNCTIONS}/login/code`, { ZipFile: await answering("'new'"), DryRun: true });

  expect(await login()).toBe("first");
});

test.each([
  ["its name", "login"],
  ["account and name", `${ACCOUNT}:function:login`],
  ["its ARN", encodeURIComponent(FUNCTION_ARN)],
])("A function may be named by %s", async (_name, name) => {
  await create();
  await permit("iot");
  reply = { status: 204 };

  await lambda("DELETE", `${FUNCTIONS}/${name}`);

  expect(started.controlPlane.functions.get(FUNCTION_ARN)).toBeUndefined();
  expect(await login()).toBe("InvalidResponseException");
});

test("Deleting a version leaves the function", async () => {
  await create();
  await permit("iot");

  await lambda("DELETE", `${FUNCTIONS}/login?Qualifier=1`);

  expect(await login()).toBe("first");
});

test("A removed statement no longer permits calls, others still do, and a statement with the same id is replaced", async () => {
  await create();
  await permit("one");
  await permit("two");
  await lambda("DELETE", `${FUNCTIONS}/login/policy/one`);
  expect(await login()).toBe("first");

  await permit("two", { SourceArn: authorizerArn("others") });
  expect(await login()).toBe("UnauthorizedException");

  await permit("three");
  await lambda("DELETE", `${FUNCTIONS}/login/policy/three`);
  expect(await login()).toBe("UnauthorizedException");
});

test.each([
  ["an alias", {}, "?Qualifier=live"],
  ["an organization", { PrincipalOrgID: "o-1" }, ""],
  ["an event source token", { EventSourceToken: "t" }, ""],
])("A statement for %s does not permit AWS IoT Core", async (_name, change, query) => {
  await create();

  await permit("iot", change, query);

  expect(await login()).toBe("UnauthorizedException");
});

test("A call that failed changes nothing", async () => {
  reply = { status: 409, body: "{}" };
  await create();
  expect(started.controlPlane.functions.get(FUNCTION_ARN)).toBeUndefined();

  reply = { status: 201, body: "no JSON" };
  await create();
  expect(started.controlPlane.functions.get(FUNCTION_ARN)?.settings).toMatchObject({
    timeout: 5,
    runtime: "nodejs22.x",
  });

  reply = { status: 500 };
  await lambda("DELETE", `${FUNCTIONS}/login`);
  await permit("iot");
  expect(started.controlPlane.functions.get(FUNCTION_ARN)?.permissions).toEqual([]);
});

test("A function whose code is in S3 is known, but unsupported", async () => {
  await create({ Code: { S3Bucket: "b", S3Key: "k" } });
  await permit("iot");

  expect(await login()).toBe("UnsupportedByStandInException");
});
