/** A setting of a bridge, with its line in the file. */
export interface BridgeSetting {
  /** Name of the setting, without the bridge's own prefix: `remote_clientid`, `ssl.keyfile`. */
  readonly key: string;
  readonly value: string;
  /** Counted from 1. */
  readonly line: number;
}

/** A topic filter that a bridge forwards. */
export interface CarriedTopic {
  /** The topic filter on AWS IoT Core's side. */
  readonly remote: string;
  readonly direction: "in" | "out" | "both";
  /** Quality of service in the file. @default - not given there */
  readonly qos?: number;
  readonly line: number;
  /** Line of the quality of service. @default {@link line} */
  readonly qosLine?: number;
}

/** Format of a bridge's configuration file. */
export type BridgeFormat = "mosquitto" | "nanomq" | "nanomq-classic";

/** A bridge in a configuration file. */
export interface BridgeSection {
  readonly format: BridgeFormat;
  readonly name: string;
  /** Whether the section is for NanoMQ's build with the AWS SDK. */
  readonly forAwsBuild: boolean;
  readonly line: number;
  readonly settings: readonly BridgeSetting[];
  readonly topics: readonly CarriedTopic[];
  /** In the key=value form, every setting with its key as written: `forwards.1.remote_topic`. */
  readonly lines?: readonly BridgeSetting[];
}

/** Finds a setting by any of its names. If the file has several, the last one counts, as in mosquitto and NanoMQ. */
export function settingOf({ settings }: BridgeSection, ...keys: readonly string[]): BridgeSetting | undefined {
  return settings.filter(({ key }) => keys.includes(key)).at(-1);
}

/** Returns the line of a setting in the format of the bridge's file. */
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

/** A problem in a bridge's configuration. */
export interface BridgeFinding {
  readonly line: number;
  /** What AWS IoT Core, the stack or the bridge's program does not accept, as a sentence. */
  readonly what: string;
  /** The corrected line, or a line to add. @default - no line solves the problem */
  readonly write?: string;
}
