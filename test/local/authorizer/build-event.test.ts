import { buildEvent } from "../../../local/authorizer/build-event";

const connectionId = "0b1f3c0e-1b7b-4ef4-8f57-0f6f1b2b9d5b";
const serverName = "xxx-ats.iot.us-east-1.amazonaws.com";

test("MQTT over TLS gives AWS's event, the password as base64 of its bytes and the user name with its query string", () => {
  const event = buildEvent({
    signatureVerified: false,
    tls: { serverName },
    mqtt: { username: "alice?SDK=JS", password: Buffer.from([0, 255, 10]), clientId: "c1" },
    connectionId,
  });

  expect(event).toEqual({
    signatureVerified: false,
    protocols: ["tls", "mqtt"],
    protocolData: { tls: { serverName }, mqtt: { username: "alice?SDK=JS", password: "AP8K", clientId: "c1" } },
    connectionMetadata: { id: connectionId },
  });
});

test("MQTT over WebSocket lists tls, http and mqtt in this order", () => {
  const event = buildEvent({
    mqtt: { username: "" },
    http: { headers: { host: "x" }, queryString: "?a=b" },
    tls: { serverName },
    signatureVerified: true,
    token: "t",
  });

  expect(event).toEqual({
    token: "t",
    signatureVerified: true,
    protocols: ["tls", "http", "mqtt"],
    protocolData: {
      tls: { serverName },
      http: { headers: { host: "x" }, queryString: "?a=b" },
      mqtt: { username: "" },
    },
  });
});

test("A token alone gives an event without protocolData and protocols", () => {
  expect(buildEvent({ token: "t", signatureVerified: true })).toEqual({ token: "t", signatureVerified: true });
});

test.each([
  ["a=b", "?a=b"],
  ["?a=b", "?a=b"],
])("The query string %p is given as %p", (queryString, given) => {
  expect(buildEvent({ signatureVerified: false, http: { queryString } }).protocolData).toEqual({
    http: { queryString: given },
  });
});

test("Members that the client did not send are absent; an empty password that it sent is present", () => {
  const event = buildEvent({
    signatureVerified: false,
    tls: { serverName: undefined },
    http: { queryString: "" },
    mqtt: { password: Buffer.alloc(0), clientId: "" },
  });

  expect(JSON.parse(JSON.stringify(event))).toEqual({
    signatureVerified: false,
    protocols: ["tls", "http", "mqtt"],
    protocolData: { tls: {}, http: {}, mqtt: { password: "" } },
  });
});
