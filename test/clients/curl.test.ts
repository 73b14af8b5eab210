import { readFileSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import mqtt from "mqtt";
import { describeWith, findProgram } from "../helpers/needs";
import { run } from "../helpers/run";
import { allowing, type CustomStandIn, startWithHandler } from "./custom-function";

const HANDLER = allowing(`
  if (event.protocolData.http && event.protocolData.http.headers.authorization !== "Bearer good") answer.isAuthenticated = false;
  answer.policyDocuments[0].Statement.push(
    { Effect: "Deny", Action: ["iot:Publish"], Resource: ["arn:aws:iot:" + region + ":" + account + ":topic/forbidden"] });`);

describeWith(["curl"], "curl publishing over HTTPS", () => {
  let standIn: CustomStandIn;
  beforeAll(async () => {
    standIn = await startWithHandler(HANDLER);
  });
  afterAll(() => standIn?.close());

  const curl = async (path: string, args: readonly string[] = [], authorization = "Bearer good") => {
    const { output } = await run(findProgram("curl") as string, [
      ...["--silent", "--show-error", "--cacert", standIn.core.certificates.caFile, "--max-time", "10"],
      ...["--write-out", "\n%{http_code}", "--header", `authorization: ${authorization}`],
      ...args,
      `https://localhost:${standIn.core.port}${path}`,
    ]);
    const [body = "", status = ""] = output.split("\n");
    return { status, body: body.startsWith("{") ? JSON.parse(body) : body };
  };
  const TRACE = expect.stringMatching(/^[0-9a-f-]{36}$/);

  it("publishes a message that MQTT subscribers receive", async () => {
    const client = await mqtt.connectAsync(`mqtts://localhost:${standIn.core.port}`, {
      ca: readFileSync(standIn.core.certificates.caFile),
      ALPNProtocols: ["mqtt"],
      protocolVersion: 5,
    });
    await client.subscribeAsync("shop/+", { qos: 1 });
    const received = new Promise((resolve) => {
      client.on("message", (topic, payload, { qos, properties }) => resolve([topic, String(payload), qos, properties]));
    });
    const answer = await curl("/topics/shop%2Fcounter?qos=1&contentType=text%2Fplain", ["--data-binary", "sold out"]);
    expect(answer).toEqual({ status: "200", body: { message: "OK", traceId: TRACE } });
    expect(await received).toEqual(["shop/counter", "sold out", 1, { contentType: "text/plain" }]);
    await client.endAsync();
  });

  it("is answered 403 with wrong credentials, and for a topic that its policy forbids", async () => {
    const forbidden = { status: "403", body: { message: "Forbidden", traceId: TRACE } };
    expect(await curl("/topics/shop", ["--data", "x"], "Bearer bad")).toEqual(forbidden);
    expect(await curl("/topics/forbidden", ["--data", "x"])).toEqual(forbidden);
  });

  it("may send at most 128 KB", async () => {
    const file = join(standIn.core.certificates.caFile, "..", "payload");
    await writeFile(file, Buffer.alloc(128 * 1024, "x"));
    expect((await curl("/topics/shop", ["--data-binary", `@${file}`])).status).toBe("200");
    await writeFile(file, Buffer.alloc(128 * 1024 + 1, "x"));
    expect((await curl("/topics/shop", ["--data-binary", `@${file}`])).status).toBe("413");
    const chunked = ["--data-binary", `@${file}`, "--header", "transfer-encoding: chunked"];
    expect((await curl("/topics/shop", chunked)).status).toBe("413");
  });

  it("passes headers, query string and server name to the function, and no MQTT data", async () => {
    await curl("/topics/told?qos=1&a=b%20c", ["--data", "x", "--header", "X-Shop: 7"]);
    const call = standIn.calls().at(-1);
    expect(call).toEqual({
      signatureVerified: false,
      protocols: ["tls", "http"],
      protocolData: {
        tls: { serverName: "localhost" },
        http: {
          headers: expect.objectContaining({ "X-Shop": "7", authorization: "Bearer good" }),
          queryString: "?qos=1&a=b%20c",
        },
      },
      connectionMetadata: { id: TRACE },
    });
  });

  it.each([
    ["/topics/shop?qos=2", "400"],
    ["/topics/shop?retain=yes", "400"],
    ["/topics/", "400"],
    ["/topics/%ff", "400"],
    ["/topics/a%2Bb/+/c", "400"],
    ["/topics/a/b/c/d/e/f/g/h/i", "400"],
    ["/elsewhere", "404"],
    ["/things/x/shadow", "501"],
  ])("is answered for %s with %s", async (path, status) => {
    expect((await curl(path, ["--data", "x"])).status).toBe(status);
  });

  it("is answered 405 when it GETs a topic, and 431 for more than 8 KB of headers", async () => {
    expect((await curl("/topics/shop")).status).toBe("405");
    expect((await curl("/topics/shop", ["--data", "x", "--header", `x: ${"y".repeat(9000)}`])).status).toBe("431");
  });

  it("receives no answer without SNI", async () => {
    const { output } = await run(findProgram("curl") as string, [
      ...["--silent", "--show-error", "--insecure", "--data", "x", `https://127.0.0.1:${standIn.core.port}/topics/x`],
    ]);
    expect(output).toMatch(/curl: \((52|56|35)\)/);
  });
});
