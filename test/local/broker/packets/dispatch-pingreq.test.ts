import { closeBrokers, testBroker } from "../helpers/test-broker";

afterEach(closeBrokers);

test("PINGREQ is answered with PINGRESP [MQTT-3.12.4-1]", async () => {
  const { connect } = testBroker();
  const client = await connect("c");
  client.send({ cmd: "pingreq" });
  await client.next("pingresp");
});
