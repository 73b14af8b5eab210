// Logs in with the AWS IoT Device SDK, publishes to a topic to which it subscribes, and prints what happens. Argument:
// one JSON object.
const { iot, mqtt, mqtt5 } = require("aws-iot-device-sdk-v2");

const options = JSON.parse(process.argv[2]);
const say = (...words) => console.log(...words);
setTimeout(() => {
  say("gave up");
  process.exit(1);
}, 12_000).unref();

const done = () => process.exit(0);
const start = {
  mqtt5: () => overMqtt5(iot.AwsIotMqtt5ClientConfigBuilder.newDirectMqttBuilderWithCustomAuth),
  "mqtt5-websocket": () => overMqtt5(iot.AwsIotMqtt5ClientConfigBuilder.newWebsocketMqttBuilderWithCustomAuth),
  mqtt311: overMqtt311,
};
start[options.way]();

function overMqtt5(newBuilder) {
  const { authorizerName, username, tokenKeyName, tokenValue, tokenSignature, password } = options;
  const login = {
    authorizerName,
    username,
    tokenKeyName,
    tokenValue,
    tokenSignature,
    password: password && Buffer.from(password),
  };
  const config = newBuilder("localhost", login)
    .withPort(options.port)
    .withCertificateAuthorityFromPath(undefined, options.ca)
    .withConnectProperties({ clientId: options.clientId, keepAliveIntervalSeconds: 60 })
    .build();
  const client = new mqtt5.Mqtt5Client(config);
  client.on("connectionFailure", ({ error, connack }) => {
    say("refused", connack?.reasonCode, connack?.reasonString ?? "", error.error_name ?? error.name);
    done();
  });
  client.on("messageReceived", ({ message }) => {
    say("received", message.topicName, Buffer.from(message.payload).toString());
    client.stop();
  });
  client.on("stopped", done);
  client.on("connectionSuccess", async () => {
    say("connected");
    const suback = await client.subscribe({ subscriptions: [{ topicFilter: options.topic, qos: 1 }] });
    say("subscribed", ...suback.reasonCodes);
    const denied = await client.publish({ topicName: options.forbidden, qos: 1, payload: "x" });
    say("forbidden publish", denied.reasonCode);
    await client.publish({ topicName: options.topic, qos: 1, payload: "hello from the SDK" });
  });
  client.start();
}

async function overMqtt311() {
  const { username, authorizerName, tokenSignature = "", password, tokenKeyName, tokenValue } = options;
  const config = iot.AwsIotMqttConnectionConfigBuilder.new_default_builder()
    .with_custom_authorizer(username, authorizerName, tokenSignature, password, tokenKeyName, tokenValue)
    .with_certificate_authority_from_path(undefined, options.ca)
    .with_endpoint("localhost")
    .with_client_id(options.clientId)
    .with_clean_session(true)
    .with_port(options.port)
    .build();
  const connection = new mqtt.MqttClient().new_connection(config);
  connection.on("error", () => {});
  try {
    await connection.connect();
    say("connected");
    const received = new Promise((resolve) => {
      connection
        .subscribe(options.topic, 1, (topic, payload) => {
          say("received", topic, Buffer.from(payload).toString());
          resolve();
        })
        .then(() => connection.publish(options.topic, "hello from the SDK", 1));
    });
    await received;
    await connection.disconnect();
  } catch (error) {
    say("refused", error.error_name ?? error.message);
  }
  done();
}
