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

/** Result of a measurement: repeated figures of one quantity, and a line to print below them. */
interface Measured {
  readonly figures: readonly number[];
  readonly note: string;
}

/** A row of the printed table: one quantity, measured for every target. */
interface Row {
  readonly title: string;
  /** How often it is measured, each target in turn. */
  readonly rounds: number;
  /** Milliseconds after which no further round begins, for slow machines. @default 10000 */
  readonly patience?: number;
  /** `more` for rates, such as messages per second; `less` for costs, such as milliseconds. */
  readonly better: "more" | "less";
  /** The aim for `iot-auth local`: the ratio of its figure to another target's; without `of`, the figure itself. */
  readonly aim?: { readonly of?: TargetName; readonly ratio: number };
  readonly measure: (target: Target) => Promise<number | Measured>;
  /** Whether a target is measured. @default - all are */
  readonly where?: (target: Target) => boolean;
}

const ROUNDS = 3;
const PATIENCE = 10_000;
/** Patience of rows that are compared closely, so that every target has the same number of rounds. */
const LONG_PATIENCE = 60_000;
/** Width of the titles, characters. */
const TITLE = 58;
/** Maximum duration of a measurement, milliseconds. A longer one gives no figure. */
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

/**
 * Leaves out TLS alone, which forwards the same bytes to all subscribers and expects one kind of packet per connection.
 */
const withoutFloor: Row["where"] = ({ name }) => name !== "TLS alone";

/**
 * Rows about healthy subscribers beside stalled ones. Only the command is measured: other targets have other limits.
 */
function stalledRows(webSocket: boolean): readonly Row[] {
  const name = webSocket ? "by WebSocket" : "by TLS";
  return BOTH.flatMap((qos) =>
    ([4, 5] as const).flatMap((version) =>
      // Once without stalled subscribers, to show how much two measurements of the same quantity differ.
      [...(qos === 0 && version === 4 ? [0] : []), 1, 50].map((stalled): Row => {
        const mqtt = version === 4 ? "MQTT 3.1.1" : "MQTT 5";
        return {
          title: `200 beside ${stalled} stalled, QoS ${qos}, ${mqtt} ${name}: rate ratio`,
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
  const note = `ratio of CPU time per message ${parts(processor)}; rate ratio at first ${parts(firstRates)}; ${cores}`;
  return { figures: rates, note };
}

/** Sections of the benchmark `service`, by the name that selects them. */
export const SERVICE_SECTIONS: Readonly<Record<string, readonly Row[]>> = {
  // First, since memory that other rows leave behind would be counted as memory of the clients.
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
    rounds: 5,
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
 * Measures `iot-auth local` as people start it, beside the library without a log, mosquitto, and TLS in Node.js without
 * a broker: all over TLS, in turn, in one run. While a target is measured, the others are idle. This process generates
 * the load.
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

/** Measures a row. Returns the results by target, without targets whose measurement failed. */
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
    timer = setTimeout(() => fail(new Error(`it took longer than ${LIMIT / 1000} s`)), LIMIT);
  });
  return Promise.race([figure, late]).finally(() => clearTimeout(timer));
}

/** Returns a row as printed: the medians, and the lowest and the highest figure of the command. */
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
