import { type Command, Option } from "commander";
import { parseTimeout } from "./parse-numbers";

/** Where to, and how, as typed. */
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

/** Declares where clients connect to, and how. */
export function addConnectionOptions(
  command: Command,
  clientIdDefault = "the login name, or the token's user",
): Command {
  return command
    .option(
      "--endpoint <HOST[:PORT]>",
      "MQTT endpoint (default: the applied stack's, port 443); with --local one of the stand-in's, by its server name",
    )
    .option("--local", "connect to the running iot-auth local")
    .option("--ca-file <FILE>", "certificate authorities to trust, as PEM (default: the public ones)")
    .option(
      "--authorizer-name <NAME>",
      "authorizer to name (default: the stack's, none if it is the account's default)",
    )
    .option("--token-key-name <NAME>", "token key's name (default: the stack's)")
    .option("--client-id <ID>", `MQTT client id (default: ${clientIdDefault})`)
    .addOption(new Option("--mqtt <VERSION>", "MQTT version").choices(["5", "3.1.1"]).default("5"))
    .option("--websocket", "MQTT over WebSocket instead of MQTT over TLS")
    .option("--timeout <SECONDS>", "how long any answer may take", parseTimeout, 10);
}
