import { contextValues, isVolatileKey, variableValue } from "../../../local/policy/context";

describe("the context of a request", () => {
  const context = {
    clientId: "printer-7",
    sourceIp: "203.0.113.7",
    domainName: "mqtt.example.com",
    secureTransport: false,
    connectAttributes: ["PersistentConnect", "LastWill"],
    lastWillTopic: "arn:aws:iot:us-east-1:123456789012:topic/gone",
    now: () => Date.UTC(2026, 0, 31, 12, 0, 0, 250),
  } as const;

  test.each([
    ["iot:ClientId", ["printer-7"]],
    ["iot:clientid", ["printer-7"]],
    ["aws:SourceIp", ["203.0.113.7"]],
    ["iot:DomainName", ["mqtt.example.com"]],
    ["aws:SecureTransport", ["false"]],
    ["iot:ConnectAttributes", ["PersistentConnect", "LastWill"]],
    ["iot:LastWillTopic", ["arn:aws:iot:us-east-1:123456789012:topic/gone"]],
    ["aws:CurrentTime", ["2026-01-31T12:00:00.250Z"]],
    ["aws:EpochTime", ["1769860800"]],
    ["iot:Connection.Thing.IsAttached", undefined],
    ["iot:Connection.Thing.ThingName", undefined],
    ["toString", undefined],
  ])("%s is %j", (key, expected) => {
    expect(contextValues(context, key)).toEqual(expected);
  });

  test.each(["iot:ClientId", "iot:ConnectAttributes", "iot:LastWillTopic", "aws:SecureTransport", "aws:SourceIp"])(
    "lacks %s when the request does",
    (key) => {
      expect(contextValues({}, key)).toBeUndefined();
    },
  );

  test("distinguishes no connect attributes from a missing key", () => {
    expect(contextValues({ connectAttributes: [] }, "iot:ConnectAttributes")).toEqual([]);
  });

  test.each([
    ["a list, which no variable stands for", "iot:ConnectAttributes", {}],
    ["an empty text", "iot:ClientId", { clientId: "" }],
    ["nothing", "iot:ClientId", { clientId: undefined }],
  ])("gives a variable no value from %s", (_what, key, more) => {
    expect(variableValue({ ...context, ...more }, key)).toBeUndefined();
  });

  test("uses the machine's clock by default", () => {
    const before = Math.floor(Date.now() / 1000);
    expect(Number(variableValue({}, "aws:EpochTime"))).toBeGreaterThanOrEqual(before);
  });

  test.each([
    ["aws:CurrentTime", true],
    ["aws:epochtime", true],
    ["aws:SourceIp", true],
    ["iot:ClientId", false],
    ["unknown:Key", false],
  ])("%s may change during a connection: %s", (key, expected) => {
    expect(isVolatileKey(key)).toBe(expected);
  });
});
