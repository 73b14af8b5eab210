import { closeDeployed, deploy } from "./deploy";
import { makeZip } from "./make-zip";

afterEach(closeDeployed);

test("500 calls at once through two processes are all answered", async () => {
  const zip = await makeZip({
    "index.js": `const { readFileSync } = require("node:fs");
      exports.handler = async (event) => {
        await new Promise((resolve) => setTimeout(resolve, 1));
        return [readFileSync(__dirname + "/data.txt", "utf8"), event.n, process.pid];
      };`,
    "data.txt": "data",
  });
  const deployed = await deploy("", { concurrency: 2 }, { zip });

  const outcomes = await Promise.all(Array.from({ length: 500 }, (_, n) => deployed.invoke({ n })));

  const answers = outcomes.map((outcome) => (outcome.ok ? (outcome.payload as [string, number, number]) : []));
  expect(answers.map(([data, n]) => `${data} ${n}`)).toEqual(Array.from({ length: 500 }, (_, n) => `data ${n}`));
  expect(new Set(answers.map(([, , pid]) => pid)).size).toBe(2);
});

test("A call's time begins when a process takes it, not while it waits for one", async () => {
  const deployed = await deploy("exports.handler = () => new Promise((r) => setTimeout(r, 60, 'slow'))", {
    concurrency: 1,
    limitMilliseconds: 400,
  });

  const outcomes = await Promise.all(Array.from({ length: 10 }, () => deployed.invoke({})));

  expect(outcomes.every(({ ok }) => ok)).toBe(true);
});

test("Lambda's time-out counts if it is shorter than AWS IoT Core's limit", async () => {
  const deployed = await deploy("exports.handler = () => { for (;;); }", { limitMilliseconds: 60_000 }, { timeout: 1 });

  expect(await deployed.invoke({})).toMatchObject({
    errorType: "Sandbox.Timedout",
    errorMessage: expect.stringContaining("Task timed out after 1.00 seconds"),
  });
});

test("Calls are refused if too many wait already", async () => {
  const deployed = await deploy("exports.handler = async () => 1", { concurrency: 1, maxQueued: 1 });
  const call = async () => {
    const outcome = await deployed.invoke({});
    return outcome.ok ? outcome.payload : outcome.errorType;
  };
  await call();

  expect(await Promise.all([call(), call(), call()])).toEqual([1, 1, "Lambda.TooManyRequestsException"]);
});

test("Waiting calls are not run if their caller disconnects", async () => {
  const deployed = await deploy("let n = 0; exports.handler = async () => ++n", { concurrency: 1 });
  await deployed.invoke({});
  const controller = new AbortController();

  const calls = [deployed.invoke({}), deployed.invoke({}, { signal: controller.signal }), deployed.invoke({})];
  setImmediate(() => controller.abort());

  expect(await Promise.all(calls)).toMatchObject([{ payload: 2 }, { errorType: "Client.Aborted" }, { payload: 3 }]);
  expect(await deployed.invoke({}, { signal: controller.signal })).toMatchObject({ errorType: "Client.Aborted" });
});

test("A process that cannot be started fails the call", async () => {
  const deployed = await deploy("exports.handler = async () => 1", {}, { environment: { A: "b\0c" } });

  expect(await deployed.invoke({})).toMatchObject({ ok: false, errorType: "Runtime.StartError" });
});

test("A call that was sent to a process that an earlier call ends is run in another process", async () => {
  const deployed = await deploy(
    `exports.handler = async () => {
      setImmediate(() => { throw new Error("late"); });
      return "answered";
    }`,
    { concurrency: 1 },
  );

  for (let n = 0; n < 20; n++) expect(await deployed.invoke({})).toMatchObject({ ok: true, payload: "answered" });
});
