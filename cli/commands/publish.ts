import type { Command } from "commander";
import type { CommandContext } from "../command-context";
import {
  addConnectionOptions,
  type ConnectionArguments,
  parseCount,
  parseInterval,
  parseQos,
  topicProblems,
} from "../mqtt/connection-arguments";
import { addLoginOptions, missing, WHY_NO_PASSWORD_OPTION } from "../mqtt/login-arguments";
import { endless, publishMessages } from "../mqtt/messages";
import { type ClientArguments, runClient } from "../mqtt/run-client";
import { examples } from "../usage-texts";

interface Options extends ClientArguments, ConnectionArguments {
  readonly topic?: string;
  readonly message?: string;
  readonly count: number;
  readonly interval: number;
  readonly qos: 0 | 1;
  readonly retain?: boolean;
}

export function configure(command: Command, context: CommandContext): void {
  addConnectionOptions(
    addLoginOptions(command.description("Publish messages with a real MQTT client. Exit code 1 means refused."))
      .option("--topic <TOPIC>", "topic to publish to")
      .option("--message <TEXT>", "what to publish; may be empty")
      .option("--count <N>", "how many times; 0 means until ctrl-C", parseCount, 1)
      .option("--interval <SECONDS>", "time between two messages", parseInterval, 1)
      .option("--qos <QOS>", "0 or 1; a refusal is reported only with 1", parseQos, 1)
      .option("--retain", "have the message kept for later subscribers"),
  )
    .addHelpText("after", WHY_NO_PASSWORD_OPTION)
    .addHelpText(
      "after",
      examples([
        ["iot-auth publish --username meter-1 --topic telemetry/meter-1/t --message 21.5", "asks for the password"],
        [
          "iot-auth publish --username meter-1 --topic telemetry/meter-1/t --message 21.5 --count 0 --local",
          "until ctrl-C",
        ],
      ]),
    )
    .action((options: Options) => publish(options, context));
}

function publish(options: Options, context: CommandContext): Promise<void> {
  const { topic = "", message = "", count, interval, qos, retain = false } = options;
  return runClient(options, context, {
    problems: [
      ...topicProblems(options.topic),
      ...(options.message === undefined ? [missing("--message", "It is the text to publish.")] : []),
    ],
    body: (client) =>
      endless(count, () => publishMessages(client, { topic, text: () => message, count, interval, qos, retain })),
  });
}
