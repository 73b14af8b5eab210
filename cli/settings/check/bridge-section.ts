/** A setting of a bridge, and where it stands. */
export interface BridgeSetting {
  /** As its maker calls it, without what surrounds it: `remote_clientid`, `ssl.keyfile`. */
  readonly key: string;
  readonly value: string;
  /** From 1. */
  readonly line: number;
}

/** A topic that a bridge carries. */
export interface CarriedTopic {
  /** As AWS sees it. */
  readonly remote: string;
  readonly direction: "in" | "out" | "both";
  /** As written. @default - not written */
  readonly qos?: number;
  readonly line: number;
  /** Line of the quality of service, where that is another. */
  readonly qosLine?: number;
}

/** How a file is written. */
export type BridgeFormat = "mosquitto" | "nanomq" | "nanomq-classic";

/** A bridge of a configuration file. */
export interface BridgeSection {
  readonly format: BridgeFormat;
  readonly name: string;
  /** Whether it is for NanoMQ's build with the AWS SDK. */
  readonly forAwsBuild: boolean;
  readonly line: number;
  readonly settings: readonly BridgeSetting[];
  readonly topics: readonly CarriedTopic[];
  /** Every line as written, of the key=value form: `forwards.1.remote_topic`. */
  readonly lines?: readonly BridgeSetting[];
}

/** The setting of a name; the last one counts, as with all three programs. */
export function settingOf({ settings }: BridgeSection, ...keys: readonly string[]): BridgeSetting | undefined {
  return settings.filter(({ key }) => keys.includes(key)).at(-1);
}

/** How each program writes a setting. */
export function written(
  { format, name, forAwsBuild }: BridgeSection,
  key: string,
  value: string | number | boolean,
): string {
  if (format === "mosquitto") return `${key} ${value}`;
  if (format === "nanomq-classic") return `${forAwsBuild ? "aws." : ""}bridge.mqtt.${name}.${key}=${value}`;
  const text = typeof value === "string" ? `"${value}"` : value;
  return `${key.replace(/^ssl\./, "")} = ${text}`;
}

/** Something that AWS IoT Core, or the stack, would refuse. */
export interface BridgeFinding {
  readonly line: number;
  /** A sentence. */
  readonly what: string;
  /** The line as it should be, or a line to add; none where there is no line that would do. */
  readonly write?: string;
}
