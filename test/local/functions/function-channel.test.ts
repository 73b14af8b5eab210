import { Duplex } from "node:stream";
import { type Answer, FunctionChannel } from "../../../local/functions/function-channel";

/** Opens a channel. @returns the channel, the texts that were written to it, and what it reported */
function open() {
  const sent: string[] = [];
  const answers: Answer[] = [];
  let [breaks, readies] = [0, 0];
  const pipe = new Duplex({
    read() {},
    write(chunk, _encoding, done) {
      sent.push(String(chunk));
      done();
    },
  });
  const channel = new FunctionChannel(
    pipe,
    (answer) => answers.push(answer),
    () => {
      readies += 1;
    },
    () => {
      breaks += 1;
    },
  );
  /** Sends bytes to the channel, and waits until they are read. */
  const receive = async (...chunks: (string | Buffer)[]) => {
    for (const chunk of chunks) {
      pipe.push(chunk);
      await new Promise(setImmediate);
    }
  };
  return { channel, pipe, sent, answers, breaks: () => breaks, readies: () => readies, receive };
}

const written = { stdout: 1, stderr: 0 };

test("The settings are sent once, then a line for each call, with the event unchanged", () => {
  const { channel, sent } = open();

  channel.begin({ functionName: "login" });
  channel.send("call-1", '{"a":"\\n"}', 1_795_246_800_000);

  expect(sent).toEqual([
    '{"functionName":"login"}\n',
    '{"id":"call-1","deadline":1795246800000,"event":{"a":"\\n"}}\n',
  ]);
});

test("Answers are read however their bytes are cut into chunks", async () => {
  const { answers, receive } = open();
  const bytes = Buffer.from(`${JSON.stringify({ id: "1", written, payload: "grün" })}\n{"id":"2",`);
  const cut = bytes.indexOf("ü") + 1;

  await receive(bytes.subarray(0, cut), bytes.subarray(cut), '"written":{"stdout":1,"stderr":0}}\n');

  expect(answers).toEqual([
    { id: "1", written, payload: "grün" },
    { id: "2", written },
  ]);
});

test.each([
  ["no JSON", "garbage"],
  ["null", "null"],
  ["no id", JSON.stringify({ written })],
  ["no count of bytes", JSON.stringify({ id: "1" })],
  ["counts that are none", JSON.stringify({ id: "1", written: { stdout: "1", stderr: 0 } })],
  ["an error without a message", JSON.stringify({ id: "1", written, error: { errorType: "Error" } })],
])("A line with %s breaks the channel, and nothing after it is read", async (_name, line) => {
  const { answers, breaks, receive } = open();

  await receive(`${line}\n${JSON.stringify({ id: "2", written })}\n`);

  expect([breaks(), answers]).toEqual([1, []]);
});

test("A line without end breaks the channel once it is longer than any answer", async () => {
  const { breaks, receive } = open();
  const megabyte = "x".repeat(1024 * 1024);

  await receive(...Array.from({ length: 7 }, () => megabyte));
  expect(breaks()).toBe(0);
  await receive("x");

  expect(breaks()).toBe(1);
});

test("Everything has been read when the pipe is closed, or after a while if it stays open", async () => {
  const { channel, pipe } = open();
  await channel.drained();

  pipe.destroy(new Error("broken pipe"));

  await channel.drained();
});

test("The line of a process that is ready is reported, but not as an answer", async () => {
  const { answers, breaks, readies, receive } = open();

  await receive('{"ready":true}\n');

  expect([answers.length, breaks(), readies()]).toEqual([0, 0, 1]);
});
