import { readPublishRequest } from "../../../../local/gateway/https/publish-request";

const base64 = (text: string) => Buffer.from(text).toString("base64");

describe("a publish over HTTPS", () => {
  it.each([
    ["/topics/a", { topic: "a", qos: 0, retain: false, properties: {} }],
    ["/topics/a/b?qos=1", { topic: "a/b", qos: 1, retain: false, properties: {} }],
    ["/topics/a%2Fb%20%C3%A9?retain=true&qos=0", { topic: "a/b é", qos: 0, retain: true, properties: {} }],
    [
      "/topics/a%2Fb?messageExpiry=60&responseTopic=c%2Fd",
      { properties: { messageExpirySeconds: 60, responseTopic: "c/d" } },
    ],
  ])("reads %s", (url, expected) => {
    expect(readPublishRequest("POST", url)).toMatchObject(expected);
  });

  it("reads MQTT 5 properties from headers", () => {
    const headers = {
      "x-amz-mqtt5-payload-format-indicator": "UTF8_DATA",
      "x-amz-mqtt5-correlation-data": base64("7"),
      "x-amz-mqtt5-user-properties": base64('[{"a":"1"},{"b":"2","a":"3"}]'),
    };
    expect(readPublishRequest("POST", "/topics/a", headers)).toMatchObject({
      properties: {
        payloadFormatIndicator: true,
        correlationData: Buffer.from("7"),
        userProperties: [
          ["a", "1"],
          ["b", "2"],
          ["a", "3"],
        ],
      },
    });
  });

  it.each([
    ["/topics/a?qos=2", {}, "qos must be 0 or 1"],
    ["/topics/a?retain=1", {}, "retain must be true or false"],
    ["/topics/a?messageExpiry=-1", {}, "messageExpiry must be a number of seconds"],
    ["/topics/%E0%A4", {}, "The topic is missing or not percent-encoded UTF-8"],
    ["/topics/a", { "x-amz-mqtt5-correlation-data": "?" }, "x-amz-mqtt5-correlation-data must be base64"],
    ["/topics/a", { "x-amz-mqtt5-payload-format-indicator": "1" }, "must be UNSPECIFIED_BYTES or UTF8_DATA"],
    ["/topics/a", { "x-amz-mqtt5-user-properties": base64('{"a":1}') }, "x-amz-mqtt5-user-properties must be base64"],
    ["/topics/a", { "x-amz-mqtt5-user-properties": base64("[null]") }, "x-amz-mqtt5-user-properties must be base64"],
  ])("refuses %s with %j", (url, headers, message) => {
    expect(readPublishRequest("POST", url, headers)).toMatchObject({
      status: 400,
      message: expect.stringContaining(message),
    });
  });
});
