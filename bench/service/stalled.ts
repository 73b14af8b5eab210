import type { Duplex } from "node:stream";
import { median } from "../measure";
import { Flight, pause, Receiver, sendAll } from "./flows";
import { openAll } from "./measurements";
import { cpuSeconds } from "./processes";
import { openClient, publishOf, type Speech, subscribe, topicOf } from "./service-client";
import type { Target } from "./targets";

/** Subscribers of one topic, some of whom read nothing. */
export interface StalledLoad extends Required<Speech> {
  readonly stalled: number;
  readonly qos: 0 | 1;
}

/** What healthy subscribers get beside stalled ones, each turn as a part of what they get just before and just after without those. */
export interface BesideStalled {
  /** Of the rate, once what comes first is over. */
  readonly rates: readonly number[];
  /** Of the rate in the first seconds, in which memory grows and clients that are too slow for QoS 1 are disconnected. */
  readonly firstRates: readonly number[];
  /** Of the server's processor for a message. */
  readonly processor: readonly number[];
  /** Cores that the server and the load generator had, on average: the one that has a whole one bounds the rate. */
  readonly busy: { readonly server: number; readonly generator: number };
}

const HEALTHY = 200;
/** Turns with stalled subscribers; one without goes before, between and after them. */
const TURNS = 3;
/** Windows of a turn, of which the median counts: what else this computer does comes in bursts. */
const WINDOWS = 4;
/** Milliseconds of a window, and of what goes before it in a turn; the first turn's code is compiled while it runs. */
const [WINDOW, SETTLE, WARM_UP] = [300, 500, 2000];
/** Windows right after stalled subscribers have come. */
const FIRST_WINDOWS = 4;
/** What is sent to stalled subscribers first, 20 MB: more than the operating system and the server keep for one of them. */
const FILL = { topic: topicOf("fill"), messages: 640, payloadBytes: 32 * 1024 } as const;
const FILLED = topicOf("filled");

/** What one window showed. */
interface Window {
  /** Messages a millisecond. */
  readonly rate: number;
  /** Seconds of processor. */
  readonly server: number;
  readonly generator: number;
  readonly seconds: number;
}

/**
 * What {@link HEALTHY} subscribers of a topic get beside others that read nothing. Those without are the same connections all the time, and each
 * turn with stalled subscribers, new ones every time, stands between two without: what else changes as time goes by takes from both alike.
 */
export async function rateBesideStalled(target: Target, load: StalledLoad): Promise<BesideStalled> {
  const { qos, version } = load;
  const topic = topicOf("stalled");
  const publish = publishOf(topic, qos, 64, version);
  const healthy = await openAll(target, "healthy", HEALTHY, load);
  await Promise.all(healthy.map((each) => subscribe(each, topic, qos, version)));
  const flight = new Flight(publish, healthy.length);
  const receivers = healthy.map((each) => new Receiver(each, publish, flight));
  const publisher = await openClient(target, "publisher", load);
  sendAll(publisher, publish, { batched: true, window: 100 }, flight);
  const received = () => receivers.reduce((sum, { messages }) => sum + messages, 0);
  await pause(WARM_UP);
  const all: Window[] = [];
  const windows = async (count: number): Promise<Window[]> => {
    const measured: Window[] = [];
    while (measured.length < count) measured.push(await measureWindow(target, received));
    all.push(...measured);
    return measured;
  };
  const without = async () => {
    await pause(SETTLE);
    return windows(WINDOWS);
  };
  const [rates, firstRates, processor]: [number[], number[], number[]] = [[], [], []];
  let before = await without();
  for (let turn = 0; turn < TURNS; turn++) {
    flight.hold();
    const stalled = await openStalled(target, load, topic);
    flight.release();
    const first = await windows(FIRST_WINDOWS);
    const beside = await windows(WINDOWS);
    flight.hold();
    for (const each of stalled) each.destroy();
    await pause(SETTLE);
    flight.release();
    const after = await without();
    const part = (of: (window: Window) => number, measured: readonly Window[]): number =>
      median(measured.map(of)) / ((median(before.map(of)) + median(after.map(of))) / 2);
    rates.push(part(({ rate }) => rate, beside));
    firstRates.push(part(({ rate }) => rate, first));
    processor.push(part(({ server, rate, seconds }) => server / (rate * seconds), beside));
    before = after;
  }
  flight.end();
  for (const each of [publisher, ...healthy]) each.destroy();
  await pause(100);
  const cores = (of: (window: Window) => number) => median(all.map((window) => of(window) / window.seconds));
  return {
    ...{ rates, firstRates, processor },
    busy: { server: cores(({ server }) => server), generator: cores(({ generator }) => generator) },
  };
}

async function measureWindow(target: Target, received: () => number): Promise<Window> {
  const [before, started, server, own] = [received(), performance.now(), cpuSeconds(target), process.cpuUsage()];
  await pause(WINDOW);
  const elapsed = performance.now() - started;
  const { user, system } = process.cpuUsage(own);
  return {
    rate: (received() - before) / elapsed,
    server: cpuSeconds(target) - server,
    generator: (user + system) / 1e6,
    seconds: elapsed / 1000,
  };
}

/** Subscribers of the topic that read nothing, and for which neither the operating system nor TLS takes anything any more. */
export async function openStalled(target: Target, load: StalledLoad, topic: string): Promise<Duplex[]> {
  const { qos, version } = load;
  const stalled = await openAll(target, "stalled", load.stalled, load);
  for (const each of stalled) {
    await subscribe(each, FILL.topic, 0, version);
    await subscribe(each, topic, qos, version);
    each.pause();
  }
  const filler = await openClient(target, "filler", load);
  await subscribe(filler, FILLED, 0, version);
  const { bytes } = publishOf(FILL.topic, 0, FILL.payloadBytes, version);
  for (let sent = 0; sent < FILL.messages; sent++) {
    if (!filler.write(bytes)) await new Promise((drained) => filler.once("drain", drained));
  }
  // It comes back once all of it has found its way.
  const filled = new Promise((resolve) => filler.once("data", resolve));
  filler.write(publishOf(FILLED, 0, 64, version).bytes);
  await filled;
  filler.destroy();
  return stalled;
}
