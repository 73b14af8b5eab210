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
  it("sends headers and body, and gives status and answer", async () => {
    expect(await answerTo([400, { message: "ü" }])).toEqual({ status: 400, text: '{"message":"ü"}' });
    expect(fake.calls).toEqual([
      { headers: expect.objectContaining({ "x-amz-target": "t", "content-length": "13" }), body: { name: "ü" } },
    ]);
  });

  it.each<[string, Reaction]>([
    ["there is no answer", () => undefined],
    ["an answer does not end", half],
  ])("ends when its signal does, though %s", async (_, reaction) => {
    await expect(answerTo(reaction, AbortSignal.timeout(100))).rejects.toMatchObject({
      code: "TimeoutError",
      retryable: true,
    });
  });

  it.each<[string, Reaction]>([
    ["before an answer", (response) => response.destroy()],
    ["in the middle of one", halfThenDropped],
  ])("fails when the connection breaks %s", async (_, reaction) => {
    await expect(answerTo(reaction)).rejects.toMatchObject({ code: "ECONNRESET", retryable: true });
  });
});
