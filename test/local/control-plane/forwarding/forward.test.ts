import { once } from "node:events";
import { request } from "node:http";
import type { CallRecord } from "../../../../local/control-plane/http/control-plane-call";
import { signedFor } from "../signed-request";
import { closeAll, start } from "../start";
import { type Reply, startUpstream } from "../upstream";

let upstream: Awaited<ReturnType<typeof startUpstream>>;
let reply: Reply;
let records: CallRecord[];
let url: string;

beforeEach(async () => {
  reply = {};
  records = [];
  upstream = await startUpstream(() => reply);
  ({ url } = (
    await start({ forwardTo: `${upstream.url}/base/`, onCall: (record) => records.push(record) })
  ).controlPlane);
});
afterEach(async () => {
  await closeAll();
  await upstream.close();
});

const sent = (headers: string[], body: string) =>
  new Promise<{ status?: number | undefined; text?: string | undefined; headers: string[] }>((resolve, reject) => {
    const outgoing = request(`${url}/a%2Fb?c=%20d`, { method: "PUT", headers }, (answer) => {
      resolve({ status: answer.statusCode, text: answer.statusMessage, headers: answer.rawHeaders });
      answer.resume();
    });
    outgoing.on("error", reject);
    outgoing.end(body);
  });

test("Method, path, headers in their order and case, body and answer pass untouched", async () => {
  reply = { status: 202, headers: ["X-One", "1", "x-one", "2", "Content-Length", "0"] };
  const { authorization } = signedFor("s3");
  const headers = [
    "Host",
    "s3.localhost",
    "Authorization",
    authorization,
    "X-Twice",
    "1",
    "x-twice",
    "2",
    "Content-Length",
    "4",
  ];

  const answer = await sent(headers, "body");

  expect(upstream.received).toMatchObject([{ method: "PUT", url: "/base/a%2Fb?c=%20d", body: "body" }]);
  expect(upstream.received[0]?.rawHeaders.slice(0, headers.length)).toEqual(headers);
  expect(answer.status).toBe(202);
  expect(answer.headers.slice(0, 6)).toEqual(["X-One", "1", "x-one", "2", "Content-Length", "0"]);
});

test("A body of many megabytes is streamed both ways", async () => {
  const megabytes = "x".repeat(8 * 1024 * 1024);
  reply = { body: megabytes };

  const response = await fetch(`${url}/bucket/key`, { method: "PUT", body: megabytes, headers: signedFor("s3") });

  expect((await response.text()).length).toBe(megabytes.length);
  expect(upstream.received[0]?.body.length).toBe(megabytes.length);
});

test("A form is read for its operation's name, and still forwarded whole", async () => {
  const body = new URLSearchParams({ Action: "GetRole", RoleName: "a b" });

  await fetch(url, { method: "POST", body, headers: signedFor("iam") });

  expect(upstream.received).toMatchObject([{ body: "Action=GetRole&RoleName=a+b" }]);
  expect(records).toMatchObject([{ service: "iam", operation: "GetRole", status: 200 }]);
});

test("An endpoint that cannot be reached is named", async () => {
  await upstream.close();

  const response = await fetch(url, { method: "POST", body: "{}", headers: signedFor("dynamodb") });

  expect(response.status).toBe(502);
  expect(await response.json()).toEqual({
    __type: "ForwardingFailedByStandInException",
    message: expect.stringMatching(
      /^http:\/\/127\.0\.0\.1:\d+, where calls to dynamodb are forwarded, did not answer: connect ECONNREFUSED/,
    ),
  });
});

test("If the endpoint closes its connection during an answer, the caller's is closed too", async () => {
  reply = { headers: ["Content-Length", "100"], body: "half", break: true };

  const response = await fetch(url, { method: "POST", body: "{}", headers: signedFor("dynamodb") });

  await expect(response.text()).rejects.toThrow("terminated");
});

test("If a caller closes its connection, the endpoint's is closed too, and the next call succeeds", async () => {
  const controller = new AbortController();
  const body = new ReadableStream({
    start: (stream) => stream.enqueue(new TextEncoder().encode("half")),
  });
  const init = {
    method: "PUT",
    body,
    duplex: "half",
    signal: controller.signal,
    headers: signedFor("s3"),
  } as RequestInit;
  const gone = fetch(`${url}/one`, init).catch((error: Error) => error.name);
  const [incoming] = await once(upstream.server, "request");
  const broken = new Promise((resolve) => incoming.once("close", resolve));

  controller.abort();

  expect(await gone).toBe("AbortError");
  await broken;

  expect((await fetch(`${url}/two`, { headers: signedFor("s3") })).status).toBe(200);
});
