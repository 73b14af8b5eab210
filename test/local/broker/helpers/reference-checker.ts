import { isUtf8 } from "node:buffer";

/**
 * Whether MQTT allows a packet of a client. This is a second implementation of the standard, with which the broker's
 * own is compared: it was written from the tables of MQTT 3.1.1 and MQTT 5, without the broker's code.
 */
export type Verdict = "allowed" | "forbidden" | "incomplete";

/** Packets with properties, as the letters of {@link PROPERTIES}. */
type Place = "C" | "W" | "P" | "A" | "S" | "U" | "D";

/**
 * MQTT 5, table 2-4, as "identifier type places": b byte, h two bytes, w four bytes, v variable, t text, x binary, p
 * pair.
 */
const PROPERTIES = new Map(
  [
    ...["1 b P W", "2 w P W", "3 t P W", "8 t P W", "9 x P W", "11 v S", "17 w C D", "21 t C", "22 x C", "23 b C"],
    ...["24 w W", "25 b C", "31 t A D", "33 h C", "34 h C", "35 h P", "38 p C W P A S U D", "39 w C"],
  ].map((row) => {
    const [id, type, ...places] = row.split(" ");
    return [Number(id), { type: type as string, places: places as Place[] }];
  }),
);

const PUBACK_CODES = "00 10 80 83 87 90 91 97 99";
const DISCONNECT_CODES = "00 04 80 81 82 83 90 93 94 95 96 97 98 99";
const hasCode = (codes: string, code: number) => codes.split(" ").includes(code.toString(16).padStart(2, "0"));

class Bad extends Error {}
const need = (condition: boolean): void => {
  if (!condition) throw new Bad();
};

/** The bytes of a packet that were not read yet. */
class Rest {
  constructor(public bytes: Buffer) {}
  take(count: number): Buffer {
    need(this.bytes.length >= count);
    const taken = this.bytes.subarray(0, count);
    this.bytes = this.bytes.subarray(count);
    return taken;
  }
  number(count: 1 | 2 | 4): number {
    return this.take(count).readUIntBE(0, count);
  }
  variable(): number {
    const length = this.bytes.findIndex((byte) => byte < 128) + 1;
    need(length >= 1 && length <= 4);
    const taken = this.take(length);
    need(length === 1 || taken.at(-1) !== 0);
    return taken.reduceRight((value, byte) => value * 128 + (byte & 127), 0);
  }
  binary(): Buffer {
    return this.take(this.number(2));
  }
  text(): string {
    const bytes = this.binary();
    need(isUtf8(bytes) && !bytes.includes(0));
    return bytes.toString();
  }
}

function topic(name: string): void {
  need(name !== "" && !/[+#]/.test(name));
}

function filter(whole: string): void {
  const shared = /^\$share\/(.*)$/s.exec(whole)?.[1];
  if (shared !== undefined) need(/^[^/+#]+\/./s.test(shared));
  const plain = shared === undefined ? whole : shared.slice(shared.indexOf("/") + 1);
  need(plain !== "" && /^(?:(?:\+|[^/+#]*)\/)*(?:#|\+|[^/+#]*)$/s.test(plain));
}

/** Reads properties. @returns those that are numbers, by identifier */
function properties(rest: Rest, place: Place): Map<number, number> {
  const inner = new Rest(rest.take(rest.variable()));
  const numbers = new Map<number, number>();
  const seen = new Set<number>();
  while (inner.bytes.length > 0) {
    const id = inner.number(1);
    const { type, places } = PROPERTIES.get(id) ?? { type: "", places: [] };
    need(places.includes(place) && (id === 38 || !seen.has(id)));
    seen.add(id);
    if (type === "b") need(inner.bytes.length > 0 && (inner.bytes[0] as number) <= 1);
    if (type === "b") numbers.set(id, inner.number(1));
    if (type === "h") numbers.set(id, inner.number(2));
    if (type === "w") numbers.set(id, inner.number(4));
    if (type === "v") numbers.set(id, inner.variable());
    if (type === "x") inner.binary();
    if (type === "p") inner.text();
    if (type === "t" && id === 8) topic(inner.text());
    else if (type === "t" || type === "p") inner.text();
    if ([11, 33, 39].includes(id)) need(numbers.get(id) !== 0);
  }
  if (seen.has(22)) need(seen.has(21));
  return numbers;
}

type Check = (rest: Rest, version: 4 | 5, flags: number) => void;

const connect: Check = (rest, version) => {
  const flags = rest.number(1);
  const [user, password, retain, qos, will] = [flags & 128, flags & 64, flags & 32, (flags >> 3) & 3, flags & 4];
  need((flags & 1) === 0 && qos < 3 && (will !== 0 || (qos === 0 && retain === 0)));
  need(version === 5 || user !== 0 || password === 0);
  rest.number(2);
  if (version === 5) properties(rest, "C");
  rest.text();
  if (will !== 0 && version === 5) properties(rest, "W");
  if (will !== 0) topic(rest.text());
  if (will !== 0) rest.binary();
  if (user !== 0) rest.text();
  if (password !== 0) rest.binary();
  need(rest.bytes.length === 0);
};

const publish: Check = (rest, version, flags) => {
  const qos = (flags >> 1) & 3;
  need(qos < 3 && (qos > 0 || (flags & 8) === 0));
  const name = rest.text();
  if (qos > 0) need(rest.number(2) !== 0);
  const alias = version === 5 ? properties(rest, "P").get(35) : undefined;
  // In the first PUBLISH of a connection no topic alias is defined yet; the broker announces a maximum of 8.
  if (alias !== undefined) need(alias >= 1 && alias <= 8);
  topic(name);
};

const reason =
  (place: Place, codes: string): Check =>
  (rest, version) => {
    if (version === 5 && rest.bytes.length > 0) {
      need(hasCode(codes, rest.number(1)));
      if (rest.bytes.length > 0) properties(rest, place);
    }
    need(rest.bytes.length === 0);
  };

const puback: Check = (rest, version, flags) => {
  need(flags === 0 && rest.number(2) !== 0);
  reason("A", PUBACK_CODES)(rest, version, flags);
};

const subscribe: Check = (rest, version, flags) => {
  need(flags === 2 && rest.number(2) !== 0);
  if (version === 5) properties(rest, "S");
  need(rest.bytes.length > 0);
  while (rest.bytes.length > 0) {
    const name = rest.text();
    filter(name);
    const options = rest.number(1);
    need((options & 3) < 3 && (options & (version === 4 ? 0xfc : 0xc0)) === 0 && options >> 4 < 3);
    need((options & 4) === 0 || !name.startsWith("$share/"));
  }
};

const unsubscribe: Check = (rest, version, flags) => {
  need(flags === 2 && rest.number(2) !== 0);
  if (version === 5) properties(rest, "U");
  need(rest.bytes.length > 0);
  while (rest.bytes.length > 0) filter(rest.text());
};

const pingreq: Check = (rest, _, flags) => need(flags === 0 && rest.bytes.length === 0);

const disconnect: Check = (rest, version, flags) => {
  need(flags === 0);
  reason("D", DISCONNECT_CODES)(rest, version, flags);
};

/**
 * Checks of the packets that a client may send after its CONNECT, by packet type. QoS 2 and AUTH are missing, as in AWS
 * IoT Core.
 */
const AFTER_CONNECT = new Map<number, Check>([
  [3, publish],
  [4, puback],
  [8, subscribe],
  [10, unsubscribe],
  [12, pingreq],
  [14, disconnect],
]);

/**
 * Judges the first packet in some bytes.
 * @param first Whether the packet is the first of its connection, and so must be a CONNECT; its version is then read
 * from it
 */
export function judge(bytes: Buffer, version: 4 | 5, first: boolean): Verdict {
  if (bytes.length < 2) return "incomplete";
  const lengthBytes = bytes.subarray(1, 5).findIndex((byte) => byte < 128) + 1;
  if (lengthBytes === 0) return bytes.length >= 5 ? "forbidden" : "incomplete";
  const length = bytes.subarray(1, 1 + lengthBytes).reduceRight((value, byte) => value * 128 + (byte & 127), 0);
  if (length > bytes.length - 1 - lengthBytes) return "incomplete";
  const rest = new Rest(bytes.subarray(1 + lengthBytes, 1 + lengthBytes + length));
  const [type, flags] = [(bytes[0] as number) >> 4, (bytes[0] as number) & 15];
  let spoken = version;
  try {
    if (first) {
      need(type === 1 && flags === 0 && rest.text() === "MQTT");
      const level = rest.number(1);
      need(level === 4 || level === 5);
      spoken = level as 4 | 5;
    }
    const check = first ? connect : AFTER_CONNECT.get(type);
    need(check !== undefined);
    need(spoken === 4 || lengthBytes === 1 || length >= 128 ** (lengthBytes - 1));
    check?.(rest, spoken, flags);
    return "allowed";
  } catch (error) {
    if (error instanceof Bad) return "forbidden";
    throw error;
  }
}
