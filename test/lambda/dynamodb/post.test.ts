import { once } from "node:events";
import { type AddressInfo, createServer, type Socket } from "node:net";
import { post } from "../../../lambda/dynamodb/post";
import { type FakeDynamoDb, fakeDynamoDb, type Reaction } from "../helpers/fake-dynamodb";

let fake: FakeDynamoDb;
afterEach(() => fake.close());

async function answerTo(reaction: Reaction, signal = AbortSignal.timeout(5_000)) {
  fake = await fakeDynamoDb(reaction);
  return post(new URL(fake.url), { "x-amz-target": "t" }, '{"name":"ü"}', signal);
}

const half: Reaction = (response) => {
  response.writeHead(200, { "content-length": "100" });
  response.write("{");
};
const halfThenDropped: Reaction = (response) => {
  response.writeHead(200, { "content-length": "100" });
  response.write("{", () => response.destroy());
};

describe("post", () => {
  it("sends headers and body, and returns status and text", async () => {
    expect(await answerTo([400, { message: "ü" }])).toEqual({ status: 400, text: '{"message":"ü"}' });
    expect(fake.calls).toEqual([
      { headers: expect.objectContaining({ "x-amz-target": "t", "content-length": "13" }), body: { name: "ü" } },
    ]);
  });

  it("uses the method POST", async () => {
    const method: Reaction = (response) => void response.end(response.req.method);
    expect(await answerTo(method)).toEqual({ status: 200, text: "POST" });
  });

  it("uses TLS for an https URL", async () => {
    fake = await fakeDynamoDb();
    const server = createServer().listen(0, "127.0.0.1");
    await once(server, "listening");
    const url = new URL(`https://127.0.0.1:${(server.address() as AddressInfo).port}`);
    const posted = post(url, {}, "{}", AbortSignal.timeout(5_000)).catch((error: unknown) => error);
    const [socket] = (await once(server, "connection")) as [Socket];
    const [bytes] = (await once(socket, "data")) as [Buffer];
    socket.destroy();
    server.close();
    // A record of a TLS handshake (RFC 8446, 5.1).
    expect(bytes[0]).toBe(22);
    expect(await posted).toMatchObject({ retryable: true });
  });

  it.each<[string, Reaction]>([
    ["there is no answer", () => undefined],
    ["an answer does not end", half],
  ])("ends when its signal is aborted, although %s", async (_, reaction) => {
    await expect(answerTo(reaction, AbortSignal.timeout(100))).rejects.toMatchObject({
      code: "TimeoutError",
      retryable: true,
    });
  });

  it("reads an answer as long as DynamoDB's can be, and fails for a longer one", async () => {
    const longest = "x".repeat(4 * 1024 * 1024);
    expect((await answerTo([200, longest])).text).toBe(longest);
    await fake.close();
    await expect(answerTo([200, `${longest}x`])).rejects.toMatchObject({ code: "AnswerTooLong" });
    await fake.close();

    let sent = 0;
    const endless: Reaction = (response) => {
      const write = (): void => {
        while (!response.destroyed && response.write(Buffer.alloc(65_536, "x"))) sent += 65_536;
      };
      response.writeHead(200).on("drain", write);
      write();
    };
    await expect(answerTo(endless)).rejects.toMatchObject({ code: "AnswerTooLong" });
    expect(sent).toBeLessThan(64 * 1024 * 1024);
  });

  it.each<[string, Reaction]>([
    ["before an answer", (response) => response.destroy()],
    ["in the middle of one", halfThenDropped],
  ])("fails when the connection breaks %s", async (_, reaction) => {
    await expect(answerTo(reaction)).rejects.toMatchObject({ code: "ECONNRESET", retryable: true });
  });
});
