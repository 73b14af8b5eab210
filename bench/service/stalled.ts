import type { Duplex } from "node:stream";
import { median } from "../measure";
import { Flight, pause, Receiver, sendAll } from "./flows";
import { openAll } from "./measurements";
import { cpuSeconds } from "./processes";
import { openClient, publishOf, type Speech, subscribe, topicOf } from "./service-client";
import type { Target } from "./targets";

/** A load on one topic with stalled subscribers, which read nothing. */
export interface StalledLoad extends Required<Speech> {
  readonly stalled: number;
  readonly qos: 0 | 1;
}

/**
 * Results of the turns with stalled subscribers. Each figure is a ratio to the mean of the turns just before and just
 * after, which have none.
 */
export interface BesideStalled {
  /** Ratios of the rate at which healthy subscribers receive messages, after the first windows. */
  readonly rates: readonly number[];
  /** Ratios of the rate in the first windows, in which memory grows and slow clients of QoS 1 are disconnected. */
  readonly firstRates: readonly number[];
  /** Ratios of the server's CPU time per message. */
  readonly processor: readonly number[];
  /**
   * Cores that the server and the load generator use, medians of all windows. A process that uses a whole core limits
   * the rate.
   */
  readonly busy: { readonly server: number; readonly generator: number };
}

const HEALTHY = 200;
/** Number of turns with stalled subscribers. There is a turn without before the first, and after each. */
const TURNS = 3;
/** Number of windows in a turn. Their median counts, since other work on the computer comes in bursts. */
const WINDOWS = 4;
/**
 * Duration of a window, of the pause before a turn, and of the warm-up, in which V8 compiles the code, milliseconds.
 */
const [WINDOW, SETTLE, WARM_UP] = [300, 500, 2000];
/** Number of windows right after stalled subscribers have connected. */
const FIRST_WINDOWS = 4;
/**
 * Messages that are sent to stalled subscribers first, 20 MB: more than the operating system and the server buffer for
 * one.
 */
const FILL = { topic: topicOf("fill"), messages: 640, payloadBytes: 32 * 1024 } as const;
const FILLED = topicOf("filled");

/** Measurements of a window. */
interface Window {
  /** Messages per millisecond. */
  readonly rate: number;
  /** CPU seconds. */
  readonly server: number;
  readonly generator: number;
  readonly seconds: number;
}

/**
 * Measures what {@link HEALTHY} subscribers of a topic receive beside others that read nothing. The healthy subscribers
 * keep their connections. Each turn with stalled subscribers, new ones every time, is between two turns without, so
 * that a gradual change of the computer's load affects both.
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

/**
 * Connects subscribers of the topic that read nothing, and fills the buffers of the operating system and of TLS for
 * each.
 */
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
  // This message is delivered once the server has handled all messages before it.
  const filled = new Promise((resolve) => filler.once("data", resolve));
  filler.write(publishOf(FILLED, 0, 64, version).bytes);
  await filled;
  filler.destroy();
  return stalled;
}
