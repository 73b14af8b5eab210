import { createHash } from "node:crypto";

/** Who a call of a function is for, as far as that tells how long it will take. */
export interface Caller {
  /** The user name and client id, or all of the event that is the same at the next try: a text, or the digest of a long or secret one. */
  readonly name: string;
  /** What the user name, or else the client id, has in common with others: they differ in their digits only. The same. */
  readonly kind: string;
}

/** How soon a call should get a process, the first soonest. */
export enum Rank {
  /** Answered the last time. */
  Answered = 0,
  Unknown = 1,
  /** A call for a caller of the same kind takes long right now. */
  Alike = 2,
  /** A call for the same caller takes long right now, or got no answer the last time. */
  Hanging = 3,
}

/** Callers that are remembered. */
const REMEMBERED = 10_000;

/**
 * Tells who an event is for.
 * @example
 * callerOf({ protocolData: { mqtt: { username: "sensor-7?x=1", clientId: "a" } } }); // of one kind with sensor-8
 */
export function callerOf(event: unknown): Caller {
  const { connectionMetadata: _, ...lasting } = isObject(event) ? event : { event };
  const { username, clientId } = mqttOf(lasting);
  const user = username?.replace(/\?.*$/s, "");
  if (user === undefined && clientId === undefined) {
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

/** Characters of a text that is kept as it is: a digest takes longer than all else that is done here for a call. */
const SHORT = 128;

const keyOf = (text: string): string => (text.length <= SHORT ? text : digest(text));

const digest = (text: string): string => createHash("sha256").update(text).digest("base64");

/**
 * Remembers which callers' calls take long or got no answer, so that others need not wait behind them. It decides about the order of calls
 * that wait, and about nothing else: each gets its process.
 */
export class CallerHistory {
  /** Whether the last call was answered; the one that was heard of longest ago first. */
  private readonly answered = new Map<string, boolean>();
  private hung = 0;
  /** How many calls take long right now, by name and by kind. */
  private readonly slow = new Map<string, number>();
  private slowCalls = 0;

  /** Whether any call takes long right now. */
  get isSlow(): boolean {
    return this.slowCalls > 0;
  }

  /** Whether there is no caller that others should not wait for. */
  get isQuiet(): boolean {
    return this.slowCalls === 0 && this.hung === 0;
  }

  rank({ name, kind }: Caller): Rank {
    const answered = this.answered.get(name);
    if (answered === false || this.slow.has(nameKey(name))) return Rank.Hanging;
    if (answered === true) return Rank.Answered;
    return this.slow.has(kindKey(kind)) ? Rank.Alike : Rank.Unknown;
  }

  /** A call takes long, from now on until `end` is called. */
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

  /** A call has ended. @param hung whether it got no answer in time */
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
