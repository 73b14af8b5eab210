import { liveLine } from "../../../../cli/local/log/live-line";
import { withSuggestion } from "../../../../cli/local/log/suggest-change";
import { allowing, type CustomStandIn, startWithHandler } from "../../../clients/custom-function";
import { connect } from "../../../local/core/connect";

let standIn: CustomStandIn;
afterEach(() => standIn?.close());

const groupOf = (user: string) => (user === "meter-1" ? "sensors" : undefined);
const plain = (_style: string, text: string) => text;

/** Returns the live log's line about the first refusal when a client acts under a policy that allows little. */
async function refusal(client: string, act: (client: Awaited<ReturnType<typeof connect>>) => void, user = "meter-1") {
  standIn = await startWithHandler(
    allowing(`answer.policyDocuments[0].Statement = [
      { Effect: "Allow", Action: ["iot:Connect"], Resource: ["arn:aws:iot:" + region + ":" + account + ":client/meter-1*"] },
      { Effect: "Allow", Action: ["iot:Publish"], Resource: ["arn:aws:iot:" + region + ":" + account + ":topic/own/*"] },
    ];`),
  );
  const connected = await connect(standIn.core, { username: user, clientId: client }).catch(() => undefined);
  connected?.on("error", () => undefined);
  if (connected) act(connected);
  const event = await standIn.seen((one) => one.event === "decision" && !one.allowed);
  connected?.end(true);
  const told = withSuggestion(event, groupOf);
  return { suggestion: told.suggestion, line: liveLine(told, plain) };
}

it.each([
  ["a publish", "meter-1", "publish", "alerts/meter-1/high", 'add "alerts/{username}/high" to groups.sensors.publish.'],
  [
    "a publish under a client id",
    "meter-1-a",
    "publish",
    "t/meter-1-a",
    'add "t/{clientId}" to groups.sensors.publish.',
  ],
  ["a filter", "meter-1", "subscribe", "commands/#", 'add "commands/#" to groups.sensors.subscribe.'],
] as const)("says of %s that is refused what to add, and where", async (_, client, action, topic, expected) => {
  const { suggestion, line } = await refusal(client, (connected) => {
    if (action === "publish") connected.publish(topic, "x", { qos: 1 });
    else connected.subscribe(topic);
  });
  expect(suggestion).toBe(`To allow it, ${expected}`);
  expect(line).toContain(`refused: no statement allows iot:`);
  expect(line?.endsWith(`. To allow it, ${expected}`)).toBe(true);
});

it("suggests the rule for a client id that is refused", async () => {
  const { suggestion } = await refusal("other-7", () => undefined);
  expect(suggestion).toBe('To allow it, add "other-7" to groups.sensors.clientIds.');
});

it("suggests the retain list for a message that may not be retained", async () => {
  const { suggestion } = await refusal("meter-1", (client) => client.publish("own/x", "x", { qos: 1, retain: true }));
  expect(suggestion).toBe(
    "To let it retain messages there, add the rule of groups.sensors.publish to groups.sensors.retain, too.",
  );
});

it("suggests nothing for unknown users", async () => {
  const { suggestion } = await refusal("meter-1", (client) => client.publish("a", "x", { qos: 1 }), "somebody");
  expect(suggestion).toBeUndefined();
});

it("suggests nothing for a refused login, which already gives its reason", async () => {
  standIn = await startWithHandler(allowing("answer.isAuthenticated = false;"));
  await connect(standIn.core, { username: "meter-1", clientId: "meter-1" }).catch(() => undefined);
  const event = await standIn.seen((one) => one.event === "decision");
  expect(withSuggestion(event, groupOf)).toBe(event);
});
