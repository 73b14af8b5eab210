import { randomUUID } from "node:crypto";
import type { Command } from "commander";
import type { CommandContext } from "../command-context";
import { addConnectionOptions, parseCount, parseInterval, topicProblems } from "../mqtt/connection-arguments";
import { addLoginOptions, WHY_NO_PASSWORD_OPTION } from "../mqtt/login-arguments";
import { endless, inTime, publishMessages, receiveMessages } from "../mqtt/messages";
import { type Client, type ClientArguments, runClient } from "../mqtt/run-client";
import { examples } from "../usage-texts";

type Options = ClientArguments & {
  readonly topic: string;
  readonly message: string;
  readonly count: number;
  readonly interval: number;
};

export function configure(command: Command, context: CommandContext): void {
  addConnectionOptions(
    addLoginOptions(
      command.description(
        "Do what the MQTT 5 custom authorizer sample of the AWS IoT Device SDKs does: subscribe, publish messages, receive as many, " +
          "unsubscribe, disconnect. Exit code 1 means refused.",
      ),
    )
      .option("--topic <TOPIC>", "topic", "test/topic")
      .option("--message <TEXT>", "message; its number is added", "Hello from mqtt5 sample")
      .option("--count <N>", "messages to publish; 0 means until ctrl-C", parseCount, 5)
      .option("--interval <SECONDS>", "time between two messages", parseInterval, 1),
    "mqtt5-sample-<uuid>",
  )
    .addHelpText("after", WHY_NO_PASSWORD_OPTION)
    .addHelpText(
      "after",
      examples([
        ["iot-auth pubsub --username sample --local", "the group mqtt5Sample() allows it"],
        [
          "iot-auth pubsub --endpoint abc123-ats.iot.us-east-1.amazonaws.com --authorizer-name fleet --username sample",
          "outside of a project, with the sample's arguments",
        ],
      ]),
    )
    .action((options: Options) => pubsub(options, context));
}

function pubsub(options: Options, context: CommandContext): Promise<void> {
  return runClient(options, context, {
    problems: topicProblems(options.topic),
    clientId: `mqtt5-sample-${randomUUID()}`,
    body: (client) => play(client, options),
  });
}

/** @see https://github.com/aws/aws-iot-device-sdk-python-v2/tree/main/samples/mqtt */
async function play(client: Client, { topic, message, count, interval, timeout }: Options): Promise<void> {
  const { session, tell, unlessOver } = client;
  const received = receiveMessages(client, count);
  const text = (number: number): string => `${message} [${number}]`;
  await endless(count, async () => {
    tell({ event: "subscribed", topic, qos: await unlessOver(session.subscribe(topic, 1)) });
    await publishMessages(client, { topic, text, count, interval, qos: 1, retain: false });
  });
  if (count > 0) await inTime(client, received, "not all messages came back", timeout);
  await session.unsubscribe(topic);
  tell({ event: "unsubscribed", topic });
}
