import { defaultConcurrency } from "../../../local/functions/default-concurrency";
import { closeDeployed, deploy } from "./deploy";

afterEach(closeDeployed);

/** Code of a handler that hangs if the event says so, and otherwise returns its process id. */
const HANGS =
  "exports.handler = async ({ hangs }) => (hangs ? new Promise(() => setInterval(() => {}, 1000)) : process.pid)";

test("Calls that hang do not delay others: all others are answered before the first of them times out", async () => {
  const deployed = await deploy(HANGS, { concurrency: 12, limitMilliseconds: 60_000 }, { timeout: 60 });
  const order: string[] = [];
  const call = (hangs: boolean) =>
    deployed.invoke({ hangs }).then((outcome) => order.push(outcome.ok ? "answered" : outcome.errorType));
  const hanging = Array.from({ length: 10 }, () => call(true));
  await Promise.all(Array.from({ length: 10 }, () => call(false)));

  expect(order).toEqual(Array.from({ length: 10 }, () => "answered"));
  await deployed.close();
  await Promise.all(hanging);
});

describe("100 calls that hang and 100 that do not, all at once", () => {
  /** Code of a handler that logs a line before it hangs. */
  const TELLS = `exports.handler = async ({ protocolData: { mqtt: { username } } }) => {
    if (!username.startsWith("hang")) return process.pid;
    console.log("hangs");
    return new Promise(() => setInterval(() => {}, 1000));
  }`;
  const named = (username: string) => ({ protocolData: { mqtt: { username } } });

  test.each([
    ["Those that hang and come first", (number: number) => [`hang-${number}`, `well-${number}`], true],
    ["Those that hang and come in turn with others", (number: number) => [`hang-${number}`, `well-${number}`], false],
  ])("%s let the others be answered before most of them have a process", async (_, names, first) => {
    let begun = 0;
    const onLog = () => begun++;
    const deployed = await deploy(TELLS, { concurrency: 150, limitMilliseconds: 60_000, onLog }, { timeout: 60 });
    const order: string[] = [];
    const call = (name: string) =>
      deployed.invoke(named(name)).then((outcome) => order.push(outcome.ok ? "answered" : outcome.errorType));
    const pairs = Array.from({ length: 100 }, (_, number) => names(number));
    const queued = first ? [...pairs.map(([hang]) => hang), ...pairs.map(([, well]) => well)] : pairs.flat();
    const calls = queued.map((name = "") => ({ hangs: name.startsWith("hang"), ended: call(name) }));
    await Promise.all(calls.filter(({ hangs }) => !hangs).map(({ ended }) => ended));

    expect(order).toEqual(Array.from({ length: 100 }, () => "answered"));
    expect(begun).toBeLessThan(50);
    await deployed.close();
    await Promise.all(calls.map(({ ended }) => ended));
  });

  test("all get a process, also those known to hang, and also with only two processes", async () => {
    const deployed = await deploy(TELLS, { concurrency: 2, limitMilliseconds: 100 });
    const ended = async (name: string) => {
      const outcome = await deployed.invoke(named(name));
      return outcome.ok ? "answered" : outcome.errorType;
    };
    for (let round = 0; round < 2; round++) {
      const outcomes = await Promise.all([ended("hang-a"), ended("hang-b"), ended("well"), ended("well")]);
      expect(outcomes).toEqual(["Sandbox.Timedout", "Sandbox.Timedout", "answered", "answered"]);
    }
  });
});

test("A call that waited reports for how long", async () => {
  const deployed = await deploy("exports.handler = () => new Promise((r) => setTimeout(r, 50))", { concurrency: 1 });

  const [first, second] = await Promise.all([deployed.invoke({}), deployed.invoke({})]);

  expect(first.waitedMilliseconds ?? 0).toBe(0);
  expect(second.waitedMilliseconds).toBeGreaterThanOrEqual(50);
});

test("Idle processes are ended, except two", async () => {
  const deployed = await deploy(
    "exports.handler = () => new Promise((r) => setTimeout(() => r(process.pid), 2000))",
    { concurrency: 5, idleMilliseconds: 50 },
    { timeout: 60 },
  );
  const outcomes = await Promise.all(Array.from({ length: 5 }, () => deployed.invoke({})));
  const pids = new Set(outcomes.map((outcome) => (outcome.ok ? Number(outcome.payload) : 0)));
  expect(pids.size).toBeGreaterThan(2);

  let alive = [...pids];
  while (alive.length > 2) {
    await new Promise((resolve) => setTimeout(resolve, 20));
    alive = alive.filter(isAlive);
  }
  expect(await deployed.invoke({})).toMatchObject({ ok: true });
});

test("A handler that hangs while it is loaded times out, and does not delay other calls longer than that", async () => {
  const deployed = await deploy("for (;;);", { concurrency: 4, limitMilliseconds: 500 });

  const outcomes = await Promise.all(Array.from({ length: 4 }, () => deployed.invoke({})));

  expect(outcomes.map((outcome) => !outcome.ok && outcome.errorType)).toEqual(Array(4).fill("Sandbox.Timedout"));
});

describe("Reserved concurrency", () => {
  test("refuses calls beyond it at once, as Lambda does", async () => {
    const deployed = await deploy(HANGS, {}, { reservedConcurrency: 1 });
    const hanging = deployed.invoke({ hangs: true });

    expect(await deployed.invoke({})).toMatchObject({
      ok: false,
      errorType: "Lambda.TooManyRequestsException",
      errorMessage: "Rate Exceeded: the function's reserved concurrency of 1 is used up",
    });
    await deployed.close();
    await hanging;
  });

  test("of 0 refuses every call", async () => {
    const deployed = await deploy(HANGS, {}, { reservedConcurrency: 0 });

    expect(await deployed.invoke({})).toMatchObject({ ok: false, errorType: "Lambda.TooManyRequestsException" });
  });
});

test.each([
  ["half of the memory", 8 * 1024 ** 3, 64],
  ["4 at least", 1024, 4],
  ["1,000 at most, as Lambda", 1024 ** 4, 1000],
])("By default as many calls run at once as there is room for: %s", (_, bytes, expected) => {
  expect(defaultConcurrency(bytes)).toBe(expected);
});

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
