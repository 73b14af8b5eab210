import { median } from "../measure";
import {
  cpuForPacedMessages,
  idleKibibytes,
  type Load,
  loginsPerSecond,
  messagesPerSecond,
  requestMilliseconds,
} from "./measurements";
import { type BesideStalled, rateBesideStalled } from "./stalled";
import { type OtherTargets, startTargets, type Target, type TargetName } from "./targets";

/** What one measurement showed: figures of the same thing, and a line to be printed below them. */
interface Measured {
  readonly figures: readonly number[];
  readonly note: string;
}

/** One figure, measured for every target. */
interface Row {
  readonly title: string;
  /** How often, each target in turn. */
  readonly rounds: number;
  /** Milliseconds after which it is measured no further time. @default 10000, so that a slow machine is done in ten minutes as well */
  readonly patience?: number;
  /** Whether more is better, as messages a second, or less, as milliseconds. */
  readonly better: "more" | "less";
  /** What `iot-auth local` should reach: as a part of another target's figure, or as its own. */
  readonly aim?: { readonly of?: TargetName; readonly ratio: number };
  readonly measure: (target: Target) => Promise<number | Measured>;
  /** Who is measured. @default all */
  readonly where?: (target: Target) => boolean;
}

const ROUNDS = 3;
const PATIENCE = 10_000;
/** The same for rows that are compared closely, so that each target has as many turns. */
const LONG_PATIENCE = 60_000;
/** Columns of a row's title. */
const TITLE = 58;
/** Milliseconds that one measurement may take; without a figure by then there is none. */
const LIMIT = 40_000;
const BOTH = [0, 1] as const;
const ONE_TO_ONE: Omit<Load, "qos"> = {
  ...{ publishers: 1, subscribers: 1, payloadBytes: 64, batched: true, window: 100, webSocket: false },
};

function messages(title: string, load: Omit<Load, "qos">, qos: 0 | 1, where?: Row["where"]): Row {
  return {
    title: `${title}, QoS ${qos}: messages/s`,
    rounds: ROUNDS,
    better: "more",
    aim: { of: "mosquitto", ratio: 1 },
    measure: (target) => messagesPerSecond(target, { ...load, qos }),
    ...(where && { where }),
  };
}

/** TLS alone hands on a payload to all as it comes, and takes 1 publisher's acknowledgements only. */
const withoutFloor: Row["where"] = ({ name }) => name !== "TLS alone";

/** What subscribers that read nothing take from others. The command only: others have other limits. */
function stalledRows(webSocket: boolean): readonly Row[] {
  const name = webSocket ? "by WebSocket" : "by TLS";
  return BOTH.flatMap((qos) =>
    ([4, 5] as const).flatMap((version) =>
      // None, once: how far two measurements of the same thing lie apart.
      [...(qos === 0 && version === 4 ? [0] : []), 1, 50].map((stalled): Row => {
        const mqtt = version === 4 ? "MQTT 3.1.1" : "MQTT 5";
        return {
          title: `200 beside ${stalled} stalled, QoS ${qos}, ${mqtt} ${name}: of rate`,
          rounds: 1,
          better: "more",
          aim: { ratio: 0.9 },
          measure: async (target) =>
            besideStalled(await rateBesideStalled(target, { webSocket, version, qos, stalled })),
          where: ({ name }) => name === "command",
        };
      }),
    ),
  );
}

function besideStalled({ rates, firstRates, processor, busy }: BesideStalled): Measured {
  const parts = (figures: readonly number[]) => `${median(figures).toFixed(2)} (${spreadOf(figures)})`;
  const cores = `cores: server ${busy.server.toFixed(2)}, load generator ${busy.generator.toFixed(2)}`;
  const note = `of processor a message ${parts(processor)}; of rate at first ${parts(firstRates)}; ${cores}`;
  return { figures: rates, note };
}

/** What is measured of the service as its users meet it, by the name that selects it. */
export const SERVICE_SECTIONS: Readonly<Record<string, readonly Row[]>> = {
  // First: what other rows left in memory would be taken for what clients take.
  idle: [{ title: "an idle client: KiB", rounds: 1, better: "less", measure: idleKibibytes }],
  batched: BOTH.map((qos) => messages("one to one, batched writes", ONE_TO_ONE, qos)),
  single: BOTH.map((qos) => messages("one to one, one packet a write", { ...ONE_TO_ONE, batched: false }, qos)),
  "fan-in": BOTH.map((qos) => messages("200 publishers to one", { ...ONE_TO_ONE, publishers: 200 }, qos)),
  "fan-out": BOTH.map((qos) => messages("one to 500", { ...ONE_TO_ONE, subscribers: 500 }, qos, withoutFloor)),
  "in-flight": [{ ...messages("one in flight", { ...ONE_TO_ONE, window: 1 }, 1), rounds: 5, patience: LONG_PATIENCE }],
  large: [messages("one to one, 32 KB", { ...ONE_TO_ONE, payloadBytes: 32 * 1024 }, 0)],
  websocket: BOTH.map((qos) =>
    messages(
      "one to one by WebSocket",
      { ...ONE_TO_ONE, webSocket: true },
      qos,
      (each) => each.webSocketPort !== undefined,
    ),
  ),
  stalled: stalledRows(false),
  "stalled-websocket": stalledRows(true),
  paced: BOTH.map((qos) => ({
    title: `200 clients, 10 a second, QoS ${qos}: CPU s/100,000`,
    rounds: 2,
    patience: LONG_PATIENCE,
    better: "less",
    aim: { of: "mosquitto", ratio: 1 },
    measure: (target) => cpuForPacedMessages(target, qos),
  })),
  requests: BOTH.map((qos) => ({
    title: `request and answer, QoS ${qos}: p50 ms`,
    rounds: ROUNDS,
    better: "less",
    measure: (target) => requestMilliseconds(target, qos),
    where: withoutFloor,
  })),
  logins: [
    {
      title: "logins/s, the handler called",
      rounds: 5,
      patience: LONG_PATIENCE,
      better: "more",
      aim: { of: "TLS alone", ratio: 0.9 },
      measure: loginsPerSecond,
    },
  ],
};

const NAMES: readonly TargetName[] = ["command", "file", "terminal", "before", "library", "mosquitto", "TLS alone"];

/**
 * Measures `iot-auth local` as it is started by people, beside the library without its log, mosquitto, and TLS in Node.js without any
 * broker: all by TLS, in turn, in one run. Every process has the machine's cores to itself but for the load generator, which is this one.
 */
export async function benchService(sections: readonly string[], others: OtherTargets): Promise<void> {
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => process.exit(1));
  const targets = await startTargets(others);
  try {
    const names = NAMES.filter((name) => targets.some((target) => target.name === name));
    console.log(`${"".padEnd(TITLE)}${names.map((name) => name.padStart(11)).join("")}   command against`);
    for (const section of sections) {
      for (const row of SERVICE_SECTIONS[section] ?? [])
        console.log(lineOf(row, names, await measureRow(row, targets)));
    }
  } finally {
    await Promise.all(targets.map((target) => target.stop()));
  }
}

/** Figures by target. */
async function measureRow(row: Row, targets: readonly Target[]): Promise<ReadonlyMap<TargetName, Measured>> {
  const end = performance.now() + (row.patience ?? PATIENCE);
  const measured = new Map<TargetName, Measured>();
  for (let round = 0; round < row.rounds && (round === 0 || performance.now() < end); round++) {
    for (const target of targets.filter(row.where ?? (() => true))) {
      const found = await withinLimit(row.measure(target)).catch((error: Error) => {
        console.log(`${row.title}: no figure of ${target.name}: ${error.message}`);
      });
      if (found === undefined) continue;
      const { figures, note } = typeof found === "number" ? { figures: [found], note: "" } : found;
      measured.set(target.name, { figures: [...(measured.get(target.name)?.figures ?? []), ...figures], note });
    }
  }
  return measured;
}

/** @throws Error if it takes longer than {@link LIMIT} */
async function withinLimit<T>(figure: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, fail) => {
    timer = setTimeout(() => fail(new Error(`nothing within ${LIMIT / 1000} s`)), LIMIT);
  });
  return Promise.race([figure, late]).finally(() => clearTimeout(timer));
}

/** Medians, and how far the figures of the command lie apart. */
function lineOf(
  { title, aim, better }: Row,
  names: readonly TargetName[],
  measured: ReadonlyMap<TargetName, Measured>,
): string {
  const own = measured.get("command");
  const cells = names.map((name) => {
    const figures = measured.get(name)?.figures;
    return (figures === undefined ? "-" : readable(median(figures))).padStart(11);
  });
  const against = aim ? aim.of : "mosquitto";
  const other = against && measured.get(against)?.figures;
  const ratio = other && own ? `${against} ${(median(own.figures) / median(other)).toFixed(2)}` : "";
  const wanted = aim ? ` (aim: ${better === "more" ? "at least" : "at most"} ${aim.ratio})` : "";
  const spread = own && own.figures.length > 1 ? ` [${spreadOf(own.figures)}]` : "";
  const notes = [...measured].flatMap(([name, { note }]) => (note === "" ? [] : [`\n  ${name}: ${note}`]));
  return `${title.padEnd(TITLE)}${cells.join("")}   ${ratio}${wanted}${spread}${notes.join("")}`;
}

const spreadOf = (figures: readonly number[]): string =>
  `${readable(Math.min(...figures))} to ${readable(Math.max(...figures))}`;

const readable = (figure: number): string =>
  figure >= 100 ? Math.round(figure).toLocaleString("en") : figure.toFixed(2);
