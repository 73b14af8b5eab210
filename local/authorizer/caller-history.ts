import { createHash } from "node:crypto";

/** Identifies the client of a call, so that calls that are likely to hang can be queued behind others. */
export interface Caller {
  /**
   * The user name and client id, or a digest of them if they are long. For an event with neither, a digest of
   * everything in the event that is the same when the client tries again.
   */
  readonly name: string;
  /**
   * The user name, or else the client id, with its digits replaced: the same for `sensor-7` and `sensor-8`. A digest if
   * it is long.
   */
  readonly kind: string;
}

/** Priority of a call in the queue; the lowest number is taken first. */
export enum Rank {
  /** The last call for this caller was answered. */
  Answered = 0,
  /** No call for this caller has ended yet. */
  Unknown = 1,
  /** A call for a caller of the same kind takes long right now. */
  Alike = 2,
  /** A call for the same caller takes long right now, or got no answer the last time. */
  Hanging = 3,
}

/** Maximum number of callers that are remembered; the one whose last call ended longest ago is dropped. */
const REMEMBERED = 10_000;

/**
 * Returns the caller that an authorizer's event is about.
 * @example
 * callerOf({ protocolData: { mqtt: { username: "sensor-7?x=1", clientId: "a" } } }); // kind: "sensor-#"
 */
export function callerOf(event: unknown): Caller {
  const { username, clientId } = mqttOf(isObject(event) ? event : {});
  const user = username?.replace(/\?.*$/s, "");
  if (user === undefined && clientId === undefined) {
    const { connectionMetadata: _, ...lasting } = isObject(event) ? event : { event };
    const whole = JSON.stringify(lasting);
    return { name: digest(whole), kind: digest(withoutDigits(whole)) };
  }
  return { name: keyOf(JSON.stringify([user, clientId])), kind: keyOf(withoutDigits(user ?? clientId ?? "")) };
}

function mqttOf({ protocolData }: { readonly [member: string]: unknown }) {
  const mqtt = isObject(protocolData) && isObject(protocolData.mqtt) ? protocolData.mqtt : {};
  const text = (value: unknown) => (typeof value === "string" ? value : undefined);
  return { username: text(mqtt.username), clientId: text(mqtt.clientId) };
}

const isObject = (value: unknown): value is { readonly [member: string]: unknown } =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const withoutDigits = (text: string): string => text.replace(/\d+/g, "#");

/**
 * Texts up to this many characters are kept as they are: a digest takes longer than everything else that is done here
 * for a call.
 */
const SHORT = 128;

const keyOf = (text: string): string => (text.length <= SHORT ? text : digest(text));

const digest = (text: string): string => createHash("sha256").update(text).digest("base64");

/**
 * Remembers which callers' calls take long or were not answered, so that calls for other callers need not wait behind
 * them. It affects only the order of the waiting calls: every call gets a process in the end.
 */
export class CallerHistory {
  /**
   * Whether the last call for a caller was answered, by name, in the order in which these calls ended, oldest first.
   */
  private readonly answered = new Map<string, boolean>();
  private hung = 0;
  /** How many calls take long right now, by name and by kind. */
  private readonly slow = new Map<string, number>();
  private slowCalls = 0;

  /** Whether any call takes long right now. */
  get isSlow(): boolean {
    return this.slowCalls > 0;
  }

  /** Whether no call takes long right now, and the last call for every remembered caller was answered. */
  get isQuiet(): boolean {
    return this.slowCalls === 0 && this.hung === 0;
  }

  rank({ name, kind }: Caller): Rank {
    const answered = this.answered.get(name);
    if (answered === false || this.slow.has(nameKey(name))) return Rank.Hanging;
    if (answered === true) return Rank.Answered;
    return this.slow.has(kindKey(kind)) ? Rank.Alike : Rank.Unknown;
  }

  /** Records that a call takes long, until `end` is called. */
  begin({ name, kind }: Caller): { readonly end: () => void } {
    const keys = [nameKey(name), kindKey(kind)];
    this.slowCalls += 1;
    for (const key of keys) this.slow.set(key, (this.slow.get(key) ?? 0) + 1);
    return {
      end: () => {
        this.slowCalls -= 1;
        for (const key of keys) {
          const left = (this.slow.get(key) ?? 0) - 1;
          if (left > 0) this.slow.set(key, left);
          else this.slow.delete(key);
        }
      },
    };
  }

  /** Records that a call has ended. @param hung whether it was not answered in time */
  ended({ name }: Caller, hung: boolean): void {
    this.forget(name);
    this.answered.set(name, !hung);
    if (hung) this.hung += 1;
    const [oldest] = this.answered.keys();
    if (this.answered.size > REMEMBERED && oldest !== undefined) this.forget(oldest);
  }

  private forget(name: string): void {
    if (this.answered.get(name) === false) this.hung -= 1;
    this.answered.delete(name);
  }
}

const nameKey = (name: string): string => `name ${name}`;
const kindKey = (kind: string): string => `kind ${kind}`;
