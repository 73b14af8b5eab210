import type { Duplex } from "node:stream";
import { median } from "../measure";
import { Flight, pause, Receiver, sendAll } from "./flows";
import { openAll } from "./measurements";
import { openClient, publishOf, type Speech, subscribe, topicOf } from "./service-client";
import type { Target } from "./targets";

/** Subscribers of one topic, some of whom read nothing. */
export interface StalledLoad extends Required<Speech> {
  readonly stalled: number;
  readonly qos: 0 | 1;
}

const HEALTHY = 200;
/** Windows of one measurement, of which the median counts: what else this computer does comes in bursts. */
const WINDOWS = 5;
/**
 * Milliseconds of a window, and of what goes before a measurement: at first the code is compiled while it runs, and what fills stalled clients is
 * work until they are full, 2 MB and more for each.
 */
const [WINDOW, WARM_UP] = [250, 1500];
/** What is sent to stalled subscribers first: more than the operating system takes for them. */
const FILL = { topic: topicOf("fill"), messages: 256, payloadBytes: 32 * 1024 } as const;

/**
 * Messages a second that {@link HEALTHY} subscribers get beside others that read nothing, as a part of what they got without those, before and
 * after.
 */
export async function rateBesideStalled(target: Target, load: StalledLoad): Promise<number> {
  const { qos, version } = load;
  const topic = topicOf("stalled");
  const publish = publishOf(topic, qos, 64, version);
  const healthy = await openAll(target, "healthy", HEALTHY, load);
  await Promise.all(healthy.map((each) => subscribe(each, topic, qos, version)));
  const stalled = await openStalled(target, load);
  const filler = await openClient(target, "filler", load);
  const flight = new Flight(publish, healthy.length);
  const receivers = healthy.map((each) => new Receiver(each, publish, flight));
  const publisher = await openClient(target, "publisher", load);
  sendAll(publisher, publish, { batched: true, window: 100 }, flight);
  const received = () => receivers.reduce((sum, { messages }) => sum + messages, 0);
  const rate = async (): Promise<number> => {
    await pause(WARM_UP);
    const rates: number[] = [];
    while (rates.length < WINDOWS) {
      const [before, started] = [received(), performance.now()];
      await pause(WINDOW);
      rates.push((received() - before) / (performance.now() - started));
    }
    return median(rates);
  };
  const without = await rate();
  // Nothing of this is read, not even the SUBACK.
  for (const each of stalled) void subscribe(each, topic, qos, version).catch(() => {});
  await fill(filler, version);
  const beside = await rate();
  for (const each of stalled) each.destroy();
  const after = await rate();
  flight.end();
  for (const each of [publisher, filler, ...healthy]) each.destroy();
  await pause(100);
  return beside / ((without + after) / 2);
}

/** Clients that read nothing more once they have subscribed to what fills them. */
async function openStalled(target: Target, load: StalledLoad): Promise<Duplex[]> {
  const stalled = await openAll(target, "stalled", load.stalled, load);
  for (const each of stalled) {
    await subscribe(each, FILL.topic, 0, load.version);
    each.pause();
  }
  return stalled;
}

/** Sends to stalled clients until neither the operating system nor TLS takes anything for them. */
async function fill(filler: Duplex, version: 4 | 5): Promise<void> {
  const { bytes } = publishOf(FILL.topic, 0, FILL.payloadBytes, version);
  for (let sent = 0; sent < FILL.messages; sent++) {
    if (!filler.write(bytes)) await new Promise((drained) => filler.once("drain", drained));
  }
}
