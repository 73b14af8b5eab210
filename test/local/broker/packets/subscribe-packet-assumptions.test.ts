import { closeBrokers, testBroker } from "../helpers/test-broker";

afterEach(closeBrokers);

test("a SUBSCRIBE with QoS 2 closes the connection of MQTT 3.1.1 with qos2In311=close", async () => {
  const { connect } = testBroker({ assumptions: { qos2In311: "close" } });
  const client = await connect("c");
  client.sendSubscribe({ topic: "a", qos: 2 });
  await client.expectClosed();
});
