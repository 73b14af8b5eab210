import { type DeployedHandler, decision, deployHandler } from "./helpers/deployed-handler";
import { EVENTS, withPasswords } from "./helpers/events";

let deployed: DeployedHandler;
beforeAll(async () => {
  deployed = await deployHandler({ metricsNamespace: "IotAuth" });
});
afterAll(() => deployed.remove());

it.each(EVENTS)("A handler with metrics measures the event $name in the line of its decision", async ({ event }) => {
  const { response, lines } = await deployed.invoke(withPasswords(event, deployed.passwords));

  const allowed = response.isAuthenticated;
  expect(decision(lines)).toMatchObject({
    outcome: allowed ? "allowed" : "refused",
    Allowed: allowed ? 1 : 0,
    Refused: allowed ? 0 : 1,
    _aws: { Timestamp: expect.any(Number), CloudWatchMetrics: { length: allowed ? 1 : 2 } },
  });
});
