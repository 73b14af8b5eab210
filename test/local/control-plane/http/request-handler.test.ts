import { CreateAuthorizerCommand, DescribeAuthorizerCommand, SetDefaultAuthorizerCommand } from "@aws-sdk/client-iot";
import type { CallRecord, ControlPlaneCall, Verdict } from "../../../../local/control-plane/http/control-plane-call";
import { signedFor } from "../signed-request";
import { closeAll, errorOf, start, unsigned } from "../start";
import { startUpstream } from "../upstream";

let calls: ControlPlaneCall[];
let records: CallRecord[];
let verdict: Verdict;
let upstream: Awaited<ReturnType<typeof startUpstream>>;
let started: Awaited<ReturnType<typeof start>>;

beforeEach(async () => {
  calls = [];
  records = [];
  verdict = "pass";
  upstream = await startUpstream(() => ({ status: 201, body: "done" }));
  started = await start({
    forwardTo: upstream.url,
    intercept: (call) => {
      calls.push(call);
      return verdict;
    },
    onCall: (record) => records.push(record),
  });
});
afterEach(async () => {
  await closeAll();
  await upstream.close();
});

const create = () => started.iot.send(new CreateAuthorizerCommand(unsigned("printers")));
const exists = async () => {
  verdict = "pass";
  return (
    await errorOf(
      started.iot.send(new DescribeAuthorizerCommand({ authorizerName: "printers" })).then(() => {
        throw new Error("yes");
      }),
    )
  ).message;
};
const forwarded = (init: RequestInit = {}, service = "iam") =>
  fetch(`${started.controlPlane.url}/some/path?x=1`, {
    method: "POST",
    ...init,
    headers: { ...signedFor(service), ...init.headers },
  });

describe("A call to AWS IoT", () => {
  const call = {
    service: "iot",
    operation: "CreateAuthorizer",
    method: "POST",
    path: "/authorizer/printers",
    region: "us-east-1",
  };

  test("that passes is run, and reported with its status", async () => {
    await create();

    expect(calls).toEqual([call]);
    expect(records).toEqual([{ ...call, status: 200, verdict: "pass", milliseconds: expect.any(Number) }]);
  });

  test("that AWS would refuse is reported with the error's code", async () => {
    await errorOf(started.iot.send(new SetDefaultAuthorizerCommand({ authorizerName: "nobody" })));

    expect(records).toMatchObject([
      { operation: "SetDefaultAuthorizer", status: 404, errorType: "ResourceNotFoundException", verdict: "pass" },
    ]);
  });

  test("that gets an injected error is not run", async () => {
    verdict = { status: 400, errorType: "ThrottlingException", message: "Rate exceeded" };

    expect(await errorOf(create())).toEqual({ name: "ThrottlingException", status: 400, message: "Rate exceeded" });
    expect(records).toMatchObject([{ status: 400, errorType: "ThrottlingException", verdict }]);
    expect(await exists()).toBe("Authorizer printers does not exist");
  });

  test("that is dropped is neither run nor answered", async () => {
    verdict = "drop";

    expect(await errorOf(create())).toMatchObject({ message: expect.stringMatching("socket hang up") });
    expect(records).toEqual([{ ...call, verdict: "drop", milliseconds: expect.any(Number) }]);
    expect(await exists()).toBe("Authorizer printers does not exist");
  });

  test("that is dropped after it was run is not answered", async () => {
    verdict = "drop-after";

    expect(await errorOf(create())).toMatchObject({ message: expect.stringMatching("socket hang up") });
    expect(records).toMatchObject([{ status: 200, verdict: "drop-after" }]);
    expect(await exists()).toBe("yes");
  });

  test("that AWS would refuse is not answered either when it is dropped afterwards", async () => {
    await create();
    verdict = "drop-after";

    expect(await errorOf(create())).toMatchObject({ message: expect.stringMatching("socket hang up") });
    expect(records[1]).toMatchObject({ status: 409, errorType: "ResourceAlreadyExistsException" });
  });
});

describe("A call to another service", () => {
  test("that passes is run at the other endpoint", async () => {
    const response = await forwarded({ body: "text" });

    expect([response.status, await response.text()]).toEqual([201, "done"]);
    expect(upstream.received).toMatchObject([{ method: "POST", url: "/some/path?x=1", body: "text" }]);
    expect(records).toMatchObject([{ service: "iam", operation: "POST /some/path", path: "/some/path", status: 201 }]);
  });

  test("that gets an injected error is not forwarded; query services get the error as XML, others as JSON", async () => {
    verdict = { status: 400, errorType: "Throttling", message: "a < b & c" };

    const xml = await forwarded({ body: new URLSearchParams({ Action: "CreateRole" }) });
    const json = await forwarded({ body: "{}" }, "dynamodb");

    expect(xml.headers.get("content-type")).toBe("text/xml");
    expect(await xml.text()).toMatch(
      /^<ErrorResponse><Error><Type>Sender<\/Type><Code>Throttling<\/Code><Message>a &#60; b &#38; c<\/Message><\/Error><RequestId>\S+<\/RequestId><\/ErrorResponse>$/,
    );
    expect(json.headers.get("x-amzn-errortype")).toBe("Throttling");
    expect(await json.json()).toEqual({ __type: "Throttling", message: "a < b & c" });
    expect(upstream.received).toEqual([]);
  });

  test("that is dropped is not forwarded; with drop-after it is", async () => {
    verdict = "drop";
    await expect(forwarded({ body: "one" })).rejects.toThrow("fetch failed");
    expect(upstream.received).toEqual([]);

    verdict = "drop-after";
    await expect(forwarded({ body: "two" })).rejects.toThrow("fetch failed");
    expect(upstream.received).toMatchObject([{ body: "two" }]);
    expect(records).toMatchObject([{ verdict: "drop" }, { verdict: "drop-after", status: 201 }]);
  });
});

test("An intercept may return a promise, and one that throws is answered with an internal failure", async () => {
  const { iot } = await start({
    intercept: async ({ operation }) => {
      if (operation !== "CreateAuthorizer") throw new Error("lost");
      return "pass" as const;
    },
  });
  await iot.send(new CreateAuthorizerCommand(unsigned("printers")));

  expect(await errorOf(iot.send(new DescribeAuthorizerCommand({ authorizerName: "printers" })))).toMatchObject({
    name: "InternalFailureException",
    status: 500,
  });
});
