import { request as httpRequest, type OutgoingHttpHeaders } from "node:http";
import { CreateAuthorizerCommand } from "@aws-sdk/client-iot";
import { refuseWebPage } from "../../../../local/control-plane/http/web-page-guard";
import { signedFor } from "../signed-request";
import { closeAll, start, unsigned } from "../start";

afterEach(closeAll);

const refusal = (headers: Record<string, string>, hosts: string[] = ["127.0.0.1"], localAddress = "127.0.0.1") =>
  refuseWebPage({ headers, socket: { localAddress } }, hosts);

describe("A request that no web page can have sent is accepted", () => {
  test.each([
    "localhost",
    "localhost:4566",
    "LocalHost",
    "localhost.",
    "iot.localhost:80",
    "127.0.0.1:65535",
    "127.1.2.3",
    "[::1]",
    "[::1]:4566",
  ])("with Host: %s", (host) => {
    expect(refusal({ host })).toBeUndefined();
  });

  test("with the name or address that the stand-in was told to listen on", () => {
    expect(refusal({ host: "iot.test:4566" }, ["IoT.test"])).toBeUndefined();
    expect(refusal({ host: "192.168.1.5:4566" }, ["192.168.1.5"])).toBeUndefined();
    expect(refusal({ host: "[fd00::1]:4566" }, ["fd00::1"])).toBeUndefined();
  });

  test.each(["0.0.0.0", "::"])("with the connection's local address, if the server listens on %s", (all) => {
    expect(refusal({ host: "192.168.1.5" }, [all], "::ffff:192.168.1.5")).toBeUndefined();
    expect(refusal({ host: "192.168.1.6" }, [all], "192.168.1.5")).toMatchObject({ status: 403 });
  });

  test("with Sec-Fetch-Mode alone, as Node.js's fetch sends it", () => {
    expect(refusal({ host: "localhost", "sec-fetch-mode": "cors" })).toBeUndefined();
  });
});

describe("A request that a web page may have sent is refused", () => {
  test.each([
    ["another site's", { origin: "https://evil.example" }, "origin: https://evil.example"],
    ["a file's", { origin: "null" }, "origin: null"],
    ["one of a server on this computer", { origin: "http://localhost:3000" }, "origin: http://localhost:3000"],
    ["a request without Origin to another site", { "sec-fetch-site": "cross-site" }, "sec-fetch-site: cross-site"],
    ["a request to its own site", { "sec-fetch-site": "same-origin" }, "sec-fetch-site: same-origin"],
    ["an image", { "sec-fetch-dest": "image" }, "sec-fetch-dest: image"],
  ])("%s", (_, headers, said) => {
    expect(refusal({ host: "localhost", ...headers } as Record<string, string>)).toEqual({
      status: 403,
      errorType: "WebPageRefusedByStandInException",
      message: expect.stringContaining(`This one has the header ${said}.`),
    });
  });

  test.each([
    "evil.example",
    "localhost.evil.example",
    "evil-localhost",
    "127.0.0.1.evil.example",
    "127.0.0.1@evil.example",
    "128.0.0.1",
    "[::2]",
    "",
  ])("a page whose name resolves to this computer: %j", (host) => {
    expect(refusal({ host })?.message).toContain(`got: ${host}.`);
  });

  test("a request without a Host, and one with a Host of excessive length", () => {
    expect(refusal({})?.message).toContain("got: none.");
    expect(refusal({ host: "a".repeat(9000) })?.message.length).toBeLessThan(400);
  });
});

describe("The control plane", () => {
  const ask = (port: number, method: string, path: string, headers: OutgoingHttpHeaders) =>
    new Promise<{ status: number | undefined; cors: string | undefined; text: string }>((resolve, reject) => {
      const request = httpRequest(
        { host: "127.0.0.1", port, method, path, headers, agent: false },
        async (response) => {
          let text = "";
          for await (const chunk of response) text += chunk;
          const cors = response.headers["access-control-allow-origin"];
          resolve({ status: response.statusCode, cors, text });
        },
      );
      request.on("error", reject).end();
    });

  test.each([
    ["a page's script", { origin: "https://evil.example" }],
    ["a page whose name leads here", { host: "evil.example" }],
  ])("refuses every request of %s, and reports it", async (_, headers) => {
    const told: string[] = [];
    const asked: string[] = [];
    const { controlPlane, iot } = await start({
      onWebPage: (_request, message) => told.push(message),
      intercept: ({ operation }) => {
        asked.push(operation);
        return "pass";
      },
    });
    await iot.send(new CreateAuthorizerCommand(unsigned("printers")));
    asked.length = 0;

    const all = { ...signedFor("iot"), ...headers };
    for (const [method, path] of [
      ["DELETE", "/default-authorizer"],
      ["GET", "/authorizers"],
      ["OPTIONS", "/authorizers"],
    ] as const) {
      const answer = await ask(controlPlane.port, method, path, all);
      expect(answer).toMatchObject({ status: 403, cors: undefined });
      expect(answer.text).toContain("WebPageRefusedByStandInException");
    }
    expect(await ask(controlPlane.port, "POST", "/", { ...all, ...signedFor("dynamodb") })).toMatchObject({
      status: 403,
    });
    expect(asked).toEqual([]);
    expect(told).toHaveLength(4);
  });

  test("answers a host that is configured", async () => {
    const { controlPlane } = await start({ hosts: ["iot.test"] });
    const asked = await ask(controlPlane.port, "GET", "/authorizers", { ...signedFor("iot"), host: "iot.test" });
    expect(asked.status).toBe(200);
  });
});
