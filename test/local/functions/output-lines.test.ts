import { PassThrough } from "node:stream";
import type { FunctionLogLine } from "../../../local/functions/invocation";
import { OutputLines } from "../../../local/functions/output-lines";
import { closeDeployed, deploy } from "./deploy";

afterEach(closeDeployed);

test("Lines arrive before the answer, with the call they belong to", async () => {
  const lines: FunctionLogLine[] = [];
  const deployed = await deploy(
    `exports.handler = async (event) => {
      console.log("one\\ntwo", event.n);
      console.error("three");
      process.stdout.write("no end");
    }`,
    { onLog: (line) => lines.push(line) },
  );

  const { requestId } = await deployed.invoke({ n: 1 });

  const common = { functionName: "login", requestId };
  expect(lines.filter(({ stream }) => stream === "stdout")).toEqual([
    { ...common, stream: "stdout", line: "one" },
    { ...common, stream: "stdout", line: "two 1" },
    { ...common, stream: "stdout", line: "no end" },
  ]);
  expect(lines.filter(({ stream }) => stream === "stderr")).toEqual([{ ...common, stream: "stderr", line: "three" }]);
});

test("Lines are never attributed to a later call", async () => {
  const seen: [string | undefined, string][] = [];
  const deployed = await deploy(
    "exports.handler = async (event, { awsRequestId }) => { for (let i = 0; i < 50; i++) console.log(awsRequestId) }",
    { concurrency: 1, onLog: ({ requestId, line }) => seen.push([requestId, line]) },
  );

  await Promise.all(Array.from({ length: 20 }, () => deployed.invoke({})));

  expect(seen).toHaveLength(1_000);
  expect(seen.filter(([requestId, line]) => requestId !== line)).toEqual([]);
});

test.each(["process.exit(1)", "for (;;);"])("The last lines of a handler before %s are kept", async (crime) => {
  const lines: string[] = [];
  const deployed = await deploy(`exports.handler = () => { console.log("last words"); ${crime} }`, {
    limitMilliseconds: 400,
    onLog: ({ line }) => lines.push(line),
  });

  await deployed.invoke({});

  expect(lines).toEqual(["last words"]);
});

test("Output beyond a megabyte in a call is left out, and the count begins again with the next call", async () => {
  const lines: string[] = [];
  const deployed = await deploy(
    'exports.handler = async (event) => { for (let i = 0; i < event.lines; i++) console.log("x".repeat(1023)) }',
    { onLog: ({ line }) => lines.push(line) },
  );

  await deployed.invoke({ lines: 3_000 });

  expect(lines).toHaveLength(1_025);
  expect(lines.at(-1)).toBe("[the rest of this call's output, over 1048576 characters, is left out]");
  await deployed.invoke({ lines: 1 });
  expect(lines).toHaveLength(1_026);
});

describe("From a stream", () => {
  const read = () => {
    const lines: string[] = [];
    const stream = new PassThrough();
    return { lines, stream, output: new OutputLines(stream, (line) => lines.push(line)) };
  };

  test("characters cut in two chunks are put together, and both kinds of line end are cut off", async () => {
    const { lines, stream, output } = read();
    const bytes = Buffer.from("grün\r\nblau\n\nx");

    stream.write(bytes.subarray(0, 3));
    stream.write(bytes.subarray(3));
    await output.received(bytes.length, 10_000);

    expect(lines).toEqual(["grün", "blau", "", "x"]);
  });

  test("a call whose bytes have all arrived is not waited for, and its last line is passed on at once", async () => {
    const { lines, stream, output } = read();
    stream.write("one\ntwo");
    await new Promise(setImmediate);

    expect(output.received(7, 10_000)).toBeUndefined();
    expect(lines).toEqual(["one", "two"]);
  });

  test("late output of a call is not attributed to the next call", async () => {
    const { lines, stream, output } = read();
    stream.write("first\n");
    await output.received(12, 1);

    stream.write("late, ");
    stream.write("second\n");
    await output.received(19, 10_000);

    expect(lines).toEqual(["first", "second"]);
  });

  test("a line without end is cut into pieces", async () => {
    const { lines, stream, output } = read();

    stream.write("x".repeat(150_000));
    await output.received(150_000, 10_000);

    expect(lines.map(({ length }) => length)).toEqual([65_536, 65_536, 18_928]);
  });

  test("output is waited for as long as further bytes arrive", async () => {
    jest.useFakeTimers({ doNotFake: ["nextTick", "setImmediate"] });
    try {
      const { lines, stream, output } = read();
      let resolved = false;
      const all = output.received(4, 50)?.then(() => {
        resolved = true;
      });

      for (const piece of ["a", "\n", "b"]) {
        jest.advanceTimersByTime(40);
        stream.write(piece);
        await new Promise(setImmediate);
      }
      expect(resolved).toBe(false);
      jest.advanceTimersByTime(50);
      await all;

      expect(lines).toEqual(["a", "b"]);
    } finally {
      jest.useRealTimers();
    }
  });

  test("missing bytes are waited for only until the stream ends, or the given time is over", async () => {
    const { stream, output } = read();
    await output.received(1, 10);

    setImmediate(() => stream.destroy());
    await output.received(1, 1_000_000);
    await output.received(1, 1_000_000);
  });
});
