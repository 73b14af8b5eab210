// Logs in with the AWS IoT Device SDK and a certificate, publishes to a topic to which it subscribes, and prints what
// happens. Argument: one JSON object; with `stay`, the program runs until it is disconnected.
const { iot, mqtt5 } = require("aws-iot-device-sdk-v2");

const { port, ca, cert, key, clientId, stay = false } = JSON.parse(process.argv[2]);
const say = (...words) => console.log(...words);
setTimeout(() => {
  say("gave up");
  process.exit(1);
}, 25_000).unref();

const config = iot.AwsIotMqtt5ClientConfigBuilder.newDirectMqttBuilderWithMtlsFromPath("localhost", cert, key)
  .withPort(port)
  .withCertificateAuthorityFromPath(undefined, ca)
  .withConnectProperties({ clientId, keepAliveIntervalSeconds: 60 })
  .withMinReconnectDelayMs(100)
  .withMaxReconnectDelayMs(200)
  .build();
const client = new mqtt5.Mqtt5Client(config);
// The client connects again once, since a device that is provisioned just in time is dropped at first.
let attempts = 2;
client.on("connectionFailure", ({ error, connack }) => {
  say("refused", connack?.reasonCode ?? error.error_name ?? error.name);
  if (--attempts === 0) client.stop();
});
client.on("disconnection", ({ disconnect }) => {
  say("disconnected", disconnect?.reasonCode);
  client.stop();
});
client.on("messageReceived", ({ message }) => {
  say("received", message.topicName, Buffer.from(message.payload).toString());
  if (!stay) client.stop();
});
client.on("stopped", () => process.exit(0));
client.on("connectionSuccess", async () => {
  say("connected");
  const own = `devices/${clientId}/x`;
  const { reasonCodes } = await client.subscribe({
    subscriptions: [
      { topicFilter: "devices/other/x", qos: 1 },
      { topicFilter: own, qos: 1 },
    ],
  });
  say("subscribed", ...reasonCodes);
  const denied = await client.publish({ topicName: "devices/other/x", qos: 1, payload: "x" });
  say("forbidden publish", denied.reasonCode);
  await client.publish({ topicName: own, qos: 1, payload: "hello from the SDK" });
});
client.start();
