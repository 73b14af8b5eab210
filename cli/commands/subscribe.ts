import type { Command } from "commander";
import type { CommandContext } from "../command-context";
import { addConnectionOptions, filterProblems, parseCount, parseQos } from "../mqtt/connection-arguments";
import { addLoginOptions, WHY_NO_PASSWORD_OPTION } from "../mqtt/login-arguments";
import { endless, receiveMessages } from "../mqtt/messages";
import { type ClientArguments, runClient } from "../mqtt/run-client";
import { examples } from "../usage-texts";

type Options = ClientArguments & {
  readonly topic?: string;
  readonly count: number;
  readonly qos: 0 | 1;
};

export function configure(command: Command, context: CommandContext): void {
  addConnectionOptions(
    addLoginOptions(
      command.description(
        "Print the messages of a topic, with a real MQTT client: topic, two spaces, message. Exit code 1 means refused.",
      ),
    )
      .option("--topic <FILTER>", "topic or topic filter to subscribe to")
      .option("--count <N>", "end after this many messages; 0 means until ctrl-C", parseCount, 0)
      .option("--qos <QOS>", "0 or 1", parseQos, 1),
  )
    .addHelpText("after", WHY_NO_PASSWORD_OPTION)
    .addHelpText(
      "after",
      examples([
        ["iot-auth subscribe --username meter-1 --topic 'commands/meter-1/#'", "until ctrl-C"],
        ["iot-auth subscribe --username meter-1 --topic 'commands/meter-1/#' --count 1 --json", "one event a line"],
      ]),
    )
    .action((options: Options) => subscribe(options, context));
}

function subscribe(options: Options, context: CommandContext): Promise<void> {
  const { topic = "", count, qos } = options;
  return runClient(options, context, {
    problems: filterProblems(options.topic),
    steps: "stderr",
    body: async (client) => {
      const { session, tell, unlessOver } = client;
      const received = receiveMessages(client, count);
      await endless(count, async () => {
        tell({ event: "subscribed", topic, qos: await unlessOver(session.subscribe(topic, qos)) });
        await unlessOver(received);
      });
    },
  });
}
