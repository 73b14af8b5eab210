import { type Command, InvalidArgumentError, Option } from "commander";
import type { Problem } from "../../config/problem";
import { missing } from "./login-arguments";

/** Options that say where and how to connect, as typed. */
export interface ConnectionArguments {
  readonly endpoint?: string;
  readonly local?: boolean;
  readonly caFile?: string;
  readonly authorizerName?: string;
  readonly tokenKeyName?: string;
  readonly clientId?: string;
  readonly mqtt: "5" | "3.1.1";
  readonly websocket?: boolean;
  readonly timeout: number;
}

/** Adds the options of {@link ConnectionArguments} to a command. */
export function addConnectionOptions(
  command: Command,
  clientIdDefault = "the login name, or the token's user",
): Command {
  return command
    .option(
      "--endpoint <HOST[:PORT]>",
      "MQTT endpoint (default: the applied stack's, port 443); with --local the host name of one of the stand-in's",
    )
    .option("--local", "connect to the running iot-auth local")
    .option("--ca-file <FILE>", "certificate authorities to trust, as PEM (default: the public ones)")
    .option(
      "--authorizer-name <NAME>",
      "authorizer to name in the user name (default: the stack's; none if it is the account's default)",
    )
    .option("--token-key-name <NAME>", "token key's name (default: the stack's)")
    .option("--client-id <ID>", `MQTT client id (default: ${clientIdDefault})`)
    .addOption(new Option("--mqtt <VERSION>", "MQTT version").choices(["5", "3.1.1"]).default("5"))
    .option("--websocket", "MQTT over WebSocket instead of MQTT over TLS")
    .option("--timeout <SECONDS>", "how long to wait for each answer", parseTimeout, 10);
}

/** Parses a number of messages; 0 means without end. @throws {InvalidArgumentError} if it is not a whole number */
export function parseCount(text: string): number {
  if (/^\d{1,9}$/.test(text)) return Number(text);
  throw new InvalidArgumentError("It must be a whole number; 0 means endless.");
}

/** Parses a number of seconds. @throws {InvalidArgumentError} if it is not a number from 0 to 86,400 (one day) */
export function parseInterval(text: string): number {
  const seconds = Number(text);
  if (/^\d+(\.\d+)?$/.test(text) && seconds <= 86_400) return seconds;
  throw new InvalidArgumentError("It must be a number of seconds.");
}

/** Parses a number of seconds. @throws {InvalidArgumentError} if it is not a number above 0, up to 86,400 (one day) */
export function parseTimeout(text: string): number {
  const seconds = parseInterval(text);
  if (seconds > 0) return seconds;
  throw new InvalidArgumentError("It must be a number of seconds above 0.");
}

/** Parses a QoS level that AWS IoT Core supports. @see https://docs.aws.amazon.com/iot/latest/developerguide/mqtt.html#mqtt-qos */
export function parseQos(text: string): 0 | 1 {
  if (text === "0" || text === "1") return text === "1" ? 1 : 0;
  throw new InvalidArgumentError("It must be 0 or 1: AWS IoT Core does not support QoS 2.");
}

/** Problems with a topic to publish to (MQTT 4.7.1). */
export function topicProblems(topic: string | undefined): Problem[] {
  if (!topic) return [missing("--topic", "It is the topic that the message is published to.")];
  if (!/[+#]/.test(topic)) return [];
  const remedy = "Messages are sent to one topic; wildcards are for subscribing.";
  return [{ path: "--topic", must: "be a topic without + and #", got: topic, remedy }];
}

/** Problems with a topic filter to subscribe to (MQTT 4.7.1). */
export function filterProblems(filter: string | undefined): Problem[] {
  if (!filter) return [missing("--topic", "It is the topic or topic filter to subscribe to.")];
  const levels = filter.split("/");
  const fits = levels.every((level, index) =>
    level === "#" ? index === levels.length - 1 : level === "+" || !/[+#]/.test(level),
  );
  if (fits) return [];
  const remedy = "Write it like a/+/c or a/#.";
  return [{ path: "--topic", must: "have + and # as whole levels, and # at the end", got: filter, remedy }];
}
