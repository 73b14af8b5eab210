import type { LocalIotCore } from "../../../local";
import { testLogin } from "../test-login";
import { connectDemoClient, type DemoBroker, nextMessage, tryPublish } from "./demo-client";
import type { DemoStory, DemoUsers } from "./demo-story";

/** The stand-in, the users and the output of a demonstration. */
export interface Demo {
  readonly core: LocalIotCore;
  readonly broker: DemoBroker;
  readonly authorizerName: string;
  readonly story: DemoStory;
  readonly users: DemoUsers;
  /** Prints one line. */
  readonly say: (line: string) => void;
}

/**
 * Runs the demonstration: a right and a wrong login through AWS's API, then real MQTT clients: a server sends an order to a device, the device
 * answers, and the device tries to publish to another device's topic.
 * @returns Whether every login and message was decided as expected
 */
export async function playDemo(demo: Demo): Promise<boolean> {
  const { say, users } = demo;
  say("1. AWS's API: aws iot test-invoke-authorizer");
  const right = await testLogin(demo.core, demo.authorizerName, users.device, users.device.password);
  say(`   ${users.device.user} with its password: ${right.text}`);
  const wrong = await testLogin(demo.core, demo.authorizerName, users.device, `${users.device.password}x`);
  say(`   ${users.device.user} with a wrong password: ${wrong.text}`);
  const played = await playClients(demo);
  return right.allowed && !wrong.allowed && played;
}

async function playClients({ broker, story, users, say }: Demo): Promise<boolean> {
  say("2. MQTT 5 over TLS, port and certificates as printed above");
  const device = await connectDemoClient(broker, users.device);
  const server = users.server && (await connectDemoClient(broker, users.server));
  let delivered = true;
  try {
    if (server && story.filter && story.order) {
      await device.subscribeAsync(story.filter, { qos: 1 });
      if (story.answerFilter) await server.subscribeAsync(story.answerFilter, { qos: 1 });
      const order = nextMessage(device);
      await server.publishAsync(story.order, JSON.stringify({ jobToken: "demo-1" }), { qos: 1 });
      say(`   ${users.server?.user} publishes to ${story.order}`);
      say(`   ${users.device.user} receives ${(await order).topic}`);
    }
    if (story.answer) {
      const answer = server && story.answerFilter ? nextMessage(server) : undefined;
      delivered = await tryPublish(device, story.answer, JSON.stringify({ jobToken: "demo-1", printSucceeded: true }));
      say(`   ${users.device.user} publishes to ${story.answer}: ${delivered ? "allowed" : "refused"}`);
      if (answer) say(`   ${users.server?.user} receives ${(await answer).topic}`);
    }
    const trespassed = await tryPublish(device, story.forbidden, "not mine");
    say(`   ${users.device.user} publishes to ${story.forbidden}: ${trespassed ? "allowed" : "refused"}`);
    return delivered && !trespassed;
  } finally {
    // Sends DISCONNECT if the client is still connected, so that the log shows no error at the end.
    await Promise.all([device, server].map((client) => client?.endAsync(!client.connected)));
  }
}
