import { nearest } from "../../../config/text";
import { type BridgeFinding, type BridgeSection, type BridgeSetting, written } from "./bridge-section";

/** Versions of NanoMQ that read a key: `since` and later, and earlier than `before`. All versions if neither is given. */
interface ReadBy {
  readonly since?: string;
  readonly before?: string;
}

/** A line of the key=value form that some versions read and others do not. */
export interface VersionedLine extends ReadBy {
  readonly line: number;
  /** The key as written, without the bridge's prefix: `forwards.1.remote_topic`. */
  readonly key: string;
}

const [OLD, NEW]: readonly [ReadBy, ReadBy] = [{ before: "0.20" }, { since: "0.20" }];
const keys = (names: string, readBy: ReadBy) => names.split(" ").map((name) => [name, readBy] as const);

/**
 * Every key of a bridge that the parser of some version reads, compared with the parser of each release from 0.11.5 to 0.25.5. No version reads
 * the `connector.ssl.*` of NanoMQ's documentation for 0.13: the parsers read `tls.*`.
 * @see https://github.com/nanomq/NanoNNG/blob/main/src/supplemental/nanolib/conf.c
 */
const READ_BY: Readonly<Record<string, ReadBy>> = Object.fromEntries([
  ...keys("bridge_mode address host port proto_ver clientid keepalive clean_start username password parallel", {}),
  ...keys("tls.enable tls.url tls.key_password tls.keyfile tls.certfile tls.cacertfile tls.verify_peer", {}),
  ...keys("tls.fail_if_no_peer_cert quic_keepalive subscription.N.qos", {}),
  ...keys("forwards subscription.N.topic", OLD),
  ...keys("forwards.N.remote_topic forwards.N.local_topic subscription.N.remote_topic subscription.N.local_topic", NEW),
  ...keys("subscription.N.retain_as_published subscription.N.retain_handling", NEW),
  ...keys("forwards.N.retain subscription.N.retain backoff_max", { since: "0.21" }),
  ...keys("max_send_queue_len max_recv_queue_len quic_multi_stream quic_qos_priority", { since: "0.15.3" }),
  ...keys("subscription.properties.identifier subscription.properties.user_property", { since: "0.15.3" }),
  ...keys("quic_handshake_timeout", { since: "0.13" }),
  ...keys("hybrid_bridging", { since: "0.13", before: "0.22.6" }),
  ...keys("quic_idleTimeout quic_disconTimeout congestion_control", { since: "0.13", before: "0.17.2" }),
  ...keys("multi_stream", { since: "0.13", before: "0.15.3" }),
  ...keys("quic_0rtt quic_congestion_control quic_discon_timeout quic_idle_timeout quic_initial_rtt_ms", {
    since: "0.17.2",
  }),
  ...keys("quic_max_ack_delay_ms quic_send_idle_timeout", { since: "0.17.2" }),
  ...keys("will.topic will.payload will.qos will.retain", { since: "0.17.8" }),
  ...keys("transparent_bridging", { since: "0.22.4" }),
  ...keys("resend_interval resend_wait cancel_timeout", { since: "0.22.8" }),
  ...keys("retry_qos0", { since: "0.23.10" }),
]);

/** Parts without which NanoMQ ignores a topic, for the keys of each range of versions. */
const PARTS: readonly { readonly kind: string; readonly readBy: ReadBy; readonly parts: readonly string[] }[] = [
  { kind: "subscription", readBy: OLD, parts: ["topic", "qos"] },
  { kind: "subscription", readBy: NEW, parts: ["remote_topic", "local_topic", "qos", "retain"] },
  { kind: "forwards", readBy: NEW, parts: ["remote_topic", "local_topic", "retain"] },
];

/** Finds the lines that only some versions read. */
export function versionedLines({ lines = [] }: BridgeSection): VersionedLine[] {
  return lines.flatMap(({ key, line }) => {
    const { since, before } = readByOf(key) ?? {};
    return since === undefined && before === undefined ? [] : [{ line, key, since, before }];
  });
}

/** Says which versions read a key. @example "NanoMQ 0.20 and later reads subscription.1.remote_topic." */
export function versionedLineText({ key, ...readBy }: Omit<VersionedLine, "line">): string {
  return `${versionsText(readBy)} reads ${key}.`;
}

/**
 * Finds the lines of the key=value form that NanoMQ does not read.
 * @param version As `nanomq --version` prints it. @default - lines that no version reads, or that no version reads together
 */
export function classicKeyFindings(section: BridgeSection, version?: string): BridgeFinding[] {
  const { lines = [] } = section;
  return [
    ...lines.flatMap((setting) => unread(section, setting, version)),
    ...(version === undefined ? mixed(lines) : []),
    ...incomplete(section, version),
  ];
}

function unread(
  section: BridgeSection,
  { key, line, value }: BridgeSetting,
  version: string | undefined,
): BridgeFinding[] {
  const readBy = readByOf(key);
  if (readBy === undefined) {
    const corrected = key.replace(/^(?:connector\.)?ssl\./, "tls.");
    const known = readByOf(corrected) === undefined ? nearest(key, Object.keys(READ_BY)) : corrected;
    const write = known === undefined || known.includes(".N.") ? {} : { write: written(section, known, value) };
    return [{ line, what: `No version of NanoMQ reads ${key} in a bridge.`, ...write }];
  }
  if (version === undefined || reads(readBy, version)) return [];
  return [
    {
      line,
      what: `NanoMQ ${version} does not read ${key}: ${versionsText(readBy)} does.`,
      ...instead(section, key, value),
    },
  ];
}

/** The same setting in the keys of the versions on the other side of 0.20. */
function instead(section: BridgeSection, key: string, value: string): { readonly write?: string } {
  const [kind = "", index = "1", part = ""] = key.split(".");
  const both = (at: number | string, topic: string) =>
    ["remote_topic", "local_topic"].map((name) => written(section, `${kind}.${at}.${name}`, topic)).join(", ");
  if (key === "forwards")
    return {
      write: value
        .split(",")
        .map((topic, at) => both(at + 1, topic.trim()))
        .join(", "),
    };
  if (kind === "subscription" && part === "topic") return { write: both(index, value) };
  if (kind === "subscription" && part === "remote_topic")
    return { write: written(section, `subscription.${index}.topic`, value) };
  return {};
}

/** Finds the lines with keys of 0.20 and later in a file that also has keys of earlier versions: no version reads both. */
function mixed(lines: readonly BridgeSetting[]): BridgeFinding[] {
  const of = (wanted: ReadBy) => lines.filter(({ key }) => readByOf(key) === wanted);
  const [[old], later] = [of(OLD), of(NEW)];
  if (old === undefined) return [];
  return later.map(({ key, line }) => ({
    line,
    what: `No version of NanoMQ reads both ${key} (0.20 and later) and ${old.key} of line ${old.line} (before 0.20).`,
  }));
}

/** Finds the topics that NanoMQ ignores because a part of them is missing, or because a number before theirs is. */
function incomplete(section: BridgeSection, version: string | undefined): BridgeFinding[] {
  return PARTS.flatMap(({ kind, readBy, parts }) => {
    const own = (section.lines ?? []).filter(({ key }) => key.startsWith(`${kind}.`) && /\.\d+\./.test(key));
    const indexes = [...new Set(own.map(({ key }) => Number(key.split(".")[1])))];
    return indexes.flatMap((index, at) => {
      const given = own.filter(({ key }) => key.startsWith(`${kind}.${index}.`));
      const isOfForm = given.some(({ key }) => readByOf(key) === readBy);
      const [first] = given;
      if (first === undefined || !isOfForm || (version !== undefined && !reads(readBy, version))) return [];
      if (index !== at + 1) {
        const what = `NanoMQ counts from 1, in the order of the file: it does not read ${kind}.${index}.`;
        return [{ line: first.line, what }];
      }
      return parts
        .filter((part) => part !== "retain" || version === undefined || reads({ since: "0.21" }, version))
        .filter((part) => !given.some(({ key }) => key === `${kind}.${index}.${part}`))
        .map((part) => ({
          line: first.line,
          what: `${part === "retain" ? "NanoMQ 0.21 and later" : "NanoMQ"} ignores ${kind}.${index} without its ${part}.`,
          write: written(section, `${kind}.${index}.${part}`, missingValue(part, given)),
        }));
    });
  });
}

/** A value for a missing part: the other topic, quality of service 1, or no RETAIN. */
function missingValue(part: string, given: readonly BridgeSetting[]): string {
  if (part === "qos") return "1";
  if (part === "retain") return "0";
  return given.find(({ key }) => /topic$/.test(key))?.value ?? "TOPIC";
}

function readByOf(key: string): ReadBy | undefined {
  const name = key.replace(/\.\d+\./, ".N.");
  return Object.hasOwn(READ_BY, name) ? READ_BY[name] : undefined;
}

function versionsText({ since, before }: ReadBy): string {
  if (since === undefined) return `NanoMQ before ${before}`;
  return before === undefined ? `NanoMQ ${since} and later` : `NanoMQ ${since} and later, before ${before},`;
}

function reads({ since, before }: ReadBy, version: string): boolean {
  return (since === undefined || !isEarlier(version, since)) && (before === undefined || isEarlier(version, before));
}

/** @example isEarlier("0.9.2", "0.20") // true */
function isEarlier(a: string, b: string): boolean {
  const [x, y] = [a, b].map((text) => text.split(".").map(Number));
  for (let at = 0; at < 3; at++) {
    const difference = (x?.[at] ?? 0) - (y?.[at] ?? 0);
    if (difference !== 0) return difference < 0;
  }
  return false;
}
