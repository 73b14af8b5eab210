import type { Command } from "commander";
import type { CommandContext } from "../command-context";
import { addConnectionOptions } from "../mqtt/connection-arguments";
import { addLoginOptions, WHY_NO_PASSWORD_OPTION } from "../mqtt/login-arguments";
import { type ClientArguments, runClient } from "../mqtt/run-client";
import { examples } from "../usage-texts";

export function configure(command: Command, context: CommandContext): void {
  addConnectionOptions(
    addLoginOptions(
      command.description(
        "Log in with a real MQTT client and disconnect again. Exit code 1 means refused, 4 unreachable, 5 TLS trouble.",
      ),
    ),
  )
    .addHelpText("after", WHY_NO_PASSWORD_OPTION)
    .addHelpText(
      "after",
      examples([
        ["iot-auth connect --username meter-1", "asks for the password; endpoint and authorizer are the stack's"],
        ["iot-auth connect --username meter-1 --local --websocket", "the running iot-auth local, over WebSocket"],
        ["iot-auth connect --token-stdin --client-id meter-1 < meter-1.json", "what token issue --json wrote"],
      ]),
    )
    .action((options: ClientArguments) => runClient(options, context, { problems: [], body: async () => undefined }));
}
