import { Duplex } from "node:stream";
import { generate } from "mqtt-packet";
import { closeBrokers, policyWith, testBroker } from "../helpers/test-broker";

afterEach(closeBrokers);

const packet = (topic: string, payload = "") =>
  generate({ cmd: "publish", topic, payload, qos: 1, messageId: 1, dup: false, retain: false });

test("packets of many clients that arrive in turn, cut anywhere, are read for the right client", async () => {
  const { connect } = testBroker();
  const subscriber = await connect("subscriber");
  await subscriber.subscribe("a");
  const bytes = ["1", "2"].map((payload) => packet("a", payload));
  const clients = await Promise.all([0, 1].map((number) => connect(`c${number}`)));
  const [length] = bytes.map((each) => each.length);
  for (let cut = 0; cut <= (length ?? 0); cut++) {
    for (const part of [bytes.map((each) => each.subarray(0, cut)), bytes.map((each) => each.subarray(cut))]) {
      for (const [number, client] of clients.entries()) {
        if (part[number]?.length) client.sendBytes(part[number]);
      }
    }
    expect((await subscriber.receivePayloads(2)).sort()).toEqual(["1", "2"]);
  }
});

test("a client whose packets arrive while those of another one are read does not disturb it", async () => {
  const topics: string[] = [];
  let meanwhile = () => {};
  const publish = (topic: string) => {
    topics.push(topic);
    meanwhile();
    return { allowed: true };
  };
  const { connect } = testBroker({ policy: policyWith({ publish }) });
  const [one, other] = [await connect("one"), await connect("other")];
  meanwhile = () => {
    meanwhile = () => {};
    // The streams of this test deliver written bytes at once.
    other.sendBytes(Buffer.concat([packet("other/1"), packet("other/2")]));
  };
  one.sendBytes(Buffer.concat([packet("one/1"), packet("one/2"), packet("one/3")]));
  expect(topics).toEqual(["one/1", "other/1", "other/2", "one/2", "one/3"]);
});

test.each([0, 1, 5])(
  "bytes that arrive while the packets before them are read, of which %i bytes are missing, are read after them",
  async (cut) => {
    const topics: string[] = [];
    let meanwhile = () => {};
    const publish = (topic: string) => {
      topics.push(topic);
      meanwhile();
      return { allowed: true };
    };
    const { broker } = testBroker({ policy: policyWith({ publish }) });
    const stream = new Duplex({ read() {}, write: (_chunk, _encoding, done) => done() });
    broker.accept(stream, { id: "1", transport: "mqtt" });
    stream.push(generate({ cmd: "connect", clientId: "client", clean: true }));
    while (broker.client("client") === undefined) await new Promise(setImmediate);
    const last = packet("4");
    meanwhile = () => {
      meanwhile = () => {};
      stream.push(Buffer.concat([last.subarray(last.length - cut), packet("5")]));
    };
    const together = Buffer.concat([packet("1"), packet("2"), packet("3"), last]);
    stream.push(together.subarray(0, together.length - cut));
    expect(topics).toEqual(["1", "2", "3", "4", "5"]);
  },
);
