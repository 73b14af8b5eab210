import type { Duplex } from "node:stream";
import { median } from "../measure";
import { Flight, onMessages, pause, Receiver, type Sending, sendAll } from "./flows";
import { cpuSeconds, residentBytes } from "./processes";
import { openClient, publishOf, type Speech, subscribe, topicOf } from "./service-client";
import type { Target } from "./targets";

/** Messages from some clients to others on one topic. */
export interface Load extends Sending {
  readonly publishers: number;
  readonly subscribers: number;
  readonly qos: 0 | 1;
  readonly payloadBytes: number;
  readonly webSocket: boolean;
}

/** Duration of a measurement, and of the warm-up before it, milliseconds. */
const WINDOW = 900;
const WARM_UP = 300;
/** Maximum duration of both together, if few messages arrive, milliseconds. */
const LONGEST = 4000;
/** Maximum time for connecting all clients, milliseconds. */
const OPENING = 8000;
/** Number of connections that are opened at the same time. */
const AT_ONCE = 16;

/**
 * Connects a number of clients. Returns those that connect within {@link OPENING}, and prints how many if not all do.
 */
export async function openAll(target: Target, name: string, count: number, speech: Speech = {}): Promise<Duplex[]> {
  const opened: Duplex[] = [];
  const until = performance.now() + OPENING;
  let next = 0;
  const worker = async () => {
    while (next < count && performance.now() < until) {
      opened.push(await openClient(target, `${name}-${next++}`, speech));
    }
  };
  await Promise.all(Array.from({ length: Math.min(AT_ONCE, count) }, worker));
  if (opened.length < count)
    console.log(`${target.name}: the next figure is with ${opened.length} clients instead of ${count}`);
  return opened;
}

/** Returns how many messages per second the subscribers receive. */
export async function messagesPerSecond(target: Target, load: Load): Promise<number> {
  const topic = topicOf("load");
  const publish = publishOf(topic, load.qos, load.payloadBytes);
  const subscribers = await openAll(target, "subscriber", load.subscribers, load);
  await Promise.all(subscribers.map((each) => subscribe(each, topic, load.qos)));
  const flight = new Flight(publish, subscribers.length);
  const receivers = subscribers.map((each) => new Receiver(each, publish, flight));
  const publishers = await openAll(target, "publisher", load.publishers, load);
  for (const each of publishers) sendAll(each, publish, load, flight);
  const received = () => receivers.reduce((sum, { messages }) => sum + messages, 0);
  const until = performance.now() + LONGEST;
  const get = async (milliseconds: number, count: number): Promise<void> => {
    const [soonest, enough] = [performance.now() + milliseconds, received() + count];
    while (performance.now() < soonest || (received() < enough && performance.now() < until)) await pause(20);
  };
  await get(WARM_UP, load.subscribers);
  const [before, started] = [received(), performance.now()];
  await get(WINDOW, 10 * load.subscribers);
  const rate = ((received() - before) / (performance.now() - started)) * 1000;
  flight.end();
  for (const each of [...publishers, ...subscribers]) each.destroy();
  // The server's remaining work for these clients must not affect the next measurement.
  await pause(100);
  return rate;
}

/**
 * Duration of the warm-up, in which ten times as many messages are sent so that V8 compiles the server's code, and of
 * the measurement, milliseconds.
 */
const [PACED_WARM_UP, PACED_WINDOW] = [2000, 3000];

/**
 * Returns the server's CPU seconds for 100,000 messages. 200 clients send to themselves, ten messages a second each.
 */
export async function cpuForPacedMessages(target: Target, qos: 0 | 1): Promise<number> {
  const clients = await openAll(target, "paced", 200);
  const flows = await Promise.all(
    clients.map(async (client, number) => {
      const topic = topicOf(`paced/${number}`);
      await subscribe(client, topic, qos);
      return { client, publish: publishOf(topic, qos, 64), number };
    }),
  );
  let sent = 0;
  let each = 10;
  const timers: NodeJS.Timeout[] = [];
  for (const { client, publish, number } of flows) {
    onMessages(client, publish, () => {});
    const begin = setTimeout(() => {
      timers.push(
        setInterval(() => {
          for (let count = 0; count < each; count++) client.write(publish.bytes);
          sent += each;
        }, 100),
      );
    }, number / 2);
    timers.push(begin);
  }
  await pause(PACED_WARM_UP);
  each = 1;
  await pause(500);
  const [cpu, before] = [cpuSeconds(target), sent];
  await pause(PACED_WINDOW);
  const used = ((cpuSeconds(target) - cpu) / (sent - before)) * 100_000;
  for (const timer of timers) clearInterval(timer);
  for (const client of clients) client.destroy();
  await pause(100);
  return used;
}

/** Returns the median milliseconds from a request to its answer, which are messages between two clients. */
export async function requestMilliseconds(target: Target, qos: 0 | 1): Promise<number> {
  const [asking, answering] = await openAll(target, "request", 2);
  if (!asking || !answering) throw new Error("no clients");
  const [request, reply] = [publishOf(topicOf("request"), qos, 64), publishOf(topicOf("answers"), qos, 64)];
  await subscribe(asking, topicOf("answers"), qos);
  await subscribe(answering, topicOf("request"), qos);
  onMessages(answering, request, () => answering.write(reply.bytes));
  let answered = () => {};
  onMessages(asking, reply, () => answered());
  const times: number[] = [];
  const until = performance.now() + WINDOW + WARM_UP;
  while (performance.now() < until) {
    const started = performance.now();
    const answer = new Promise<void>((done) => {
      answered = done;
    });
    asking.write(request.bytes);
    await answer;
    times.push(performance.now() - started);
  }
  asking.destroy();
  answering.destroy();
  await pause(100);
  return median(times);
}

/** Returns the number of logins per second. The stand-in calls the handler for each. */
export async function loginsPerSecond(target: Target): Promise<number> {
  let done = 0;
  let stop = false;
  const worker = async (_: unknown, number: number) => {
    for (; !stop; done++) (await openClient(target, `login-${number}`)).destroy();
  };
  const workers = Array.from({ length: AT_ONCE }, worker);
  // Meanwhile the handler's first process starts, and V8 compiles the code.
  await pause(LONGEST / 2);
  const [before, started] = [done, performance.now()];
  await pause(2000);
  const rate = ((done - before) / (performance.now() - started)) * 1000;
  stop = true;
  await Promise.all(workers);
  return rate;
}

/**
 * Returns the KiB of memory that an idle client takes, measured with 2,000 clients. 2,000 others connect first and do
 * not count: while they log in, V8 once allocates about 24 MB more for new objects, independent of the number of
 * clients.
 */
export async function idleKibibytes(target: Target): Promise<number> {
  const first = await openAll(target, "first", 2000);
  const before = residentBytes(target);
  const clients = await openAll(target, "idle", 2000);
  const after = residentBytes(target);
  for (const client of [...first, ...clients]) client.destroy();
  await pause(500);
  return (after - before) / clients.length / 1024;
}
