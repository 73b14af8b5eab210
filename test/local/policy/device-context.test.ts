import { bindPolicy, parsePolicy } from "../../../local/policy";
import { type DeviceContext, deviceKeyValues } from "../../../local/policy/device-context";

const field = (name: string, ...values: string[]) =>
  [name.toLowerCase(), { name: `iot:Certificate.${name}`, values }] as const;

const DEVICE: DeviceContext = {
  certificateId: "ab".repeat(32),
  certificateFields: new Map([
    field("Subject.CommonName", "sensor-7"),
    field("Subject.Country", "DE", "JP"),
    field("SerialNumber", "4ac1"),
  ]),
  thing: { name: "sensor-7", typeName: "bulb", attributes: { envType: "test", "a.b": "" } },
};
const WITHOUT_THING: DeviceContext = {
  certificateId: DEVICE.certificateId,
  certificateFields: DEVICE.certificateFields,
};

describe("a key of a device", () => {
  it.each([
    ["iot:Connection.Thing.ThingName", ["sensor-7"]],
    ["iot:connection.thing.thingname", ["sensor-7"]],
    ["iot:Connection.Thing.ThingTypeName", ["bulb"]],
    ["iot:Connection.Thing.Attributes[envType]", ["test"]],
    ["iot:Connection.Thing.Attributes[envtype]", undefined],
    ["iot:Connection.Thing.Attributes[toString]", undefined],
    ["iot:Connection.Thing.IsAttached", ["true"]],
    ["iot:Connection.Thing.Other", undefined],
    ["iot:CertificateId", ["ab".repeat(32)]],
    ["iot:Certificate.Subject.CommonName", ["sensor-7"]],
    ["iot:Certificate.Issuer.CommonName", undefined],
    ["iot:Certificate.SerialNumber", ["4ac1"]],
    ["iot:Certificate.Subject.CommonName.0x", undefined],
    ["iot:Certificate.Subject.CommonName.Listed", undefined],
    [
      "iot:Certificate.AvailableKeys",
      ["iot:Certificate.Subject.CommonName", "iot:Certificate.Subject.Country", "iot:Certificate.SerialNumber"],
    ],
    ["iot:ClientId", undefined],
  ])("%s is %j", (key, values) => {
    expect(deviceKeyValues(DEVICE, key)).toEqual(values);
  });

  it("has the first of several values under the field's own name, the others by number, and all by .List", () => {
    expect(deviceKeyValues(DEVICE, "iot:Certificate.Subject.Country")).toEqual(["DE"]);
    expect(deviceKeyValues(DEVICE, "iot:Certificate.Subject.Country.1")).toEqual(["JP"]);
    expect(deviceKeyValues(DEVICE, "iot:Certificate.Subject.Country.2")).toBeUndefined();
    expect(deviceKeyValues(DEVICE, "iot:Certificate.Subject.Country.List")).toEqual(["DE", "JP"]);
  });

  it("has no value without a thing, and says that none is attached", () => {
    expect(deviceKeyValues(WITHOUT_THING, "iot:Connection.Thing.ThingName")).toBeUndefined();
    expect(deviceKeyValues(WITHOUT_THING, "iot:Connection.Thing.IsAttached")).toEqual(["false"]);
  });

  it("has no value without a certificate", () => {
    expect(deviceKeyValues(undefined, "iot:Connection.Thing.IsAttached")).toBeUndefined();
  });
});

const ACCOUNT = { partition: "aws", region: "us-east-1", accountId: "123456789012" };
const allow = (statement: object, device: DeviceContext | undefined, clientId: string) => {
  const policy = parsePolicy([
    { Version: "2012-10-17", Statement: [{ Effect: "Allow", Action: "iot:Connect", Resource: "*", ...statement }] },
  ]);
  return bindPolicy(policy, { account: ACCOUNT, clientId, device }).connect(clientId).allowed;
};
const CLIENT = "arn:aws:iot:us-east-1:123456789012:client/";

describe("AWS's examples of thing and certificate variables", () => {
  it("allow a device only if its client id ends with an attribute of its thing", () => {
    const Condition = { StringLike: { "iot:ClientId": `*\${iot:Connection.Thing.Attributes[envType]}` } };
    expect(allow({ Condition }, DEVICE, "sensor-test")).toBe(true);
    expect(allow({ Condition }, DEVICE, "sensor-prod")).toBe(false);
    expect(allow({ Condition }, WITHOUT_THING, "sensor-test")).toBe(false);
  });

  it("allow a device to connect as its thing only if its certificate is attached", () => {
    const statement = {
      Resource: `${CLIENT}\${iot:Connection.Thing.ThingName}`,
      Condition: { Bool: { "iot:Connection.Thing.IsAttached": ["true"] } },
    };
    expect(allow(statement, DEVICE, "sensor-7")).toBe(true);
    expect(allow(statement, DEVICE, "sensor-8")).toBe(false);
    expect(allow(statement, WITHOUT_THING, "sensor-7")).toBe(false);
    expect(allow(statement, undefined, "sensor-7")).toBe(false);
  });

  it("let a device publish if its thing has a type and an attribute, or below an attribute of its thing", () => {
    const publishes = (statement: object, device: DeviceContext | undefined, topic: string) => {
      const all = { Effect: "Allow", Action: ["iot:Publish"], ...statement };
      const policy = parsePolicy([{ Version: "2012-10-17", Statement: [all] }]);
      return bindPolicy(policy, { account: ACCOUNT, clientId: "sensor-7", device }).publish(topic).allowed;
    };
    const typed = (type: string, envType: string) => ({
      Resource: "arn:aws:iot:us-east-1:123456789012:topic/device/stats",
      Condition: {
        StringEquals: {
          "iot:Connection.Thing.Attributes[envType]": envType,
          "iot:Connection.Thing.ThingTypeName": type,
        },
        Bool: { "iot:Connection.Thing.IsAttached": "true" },
      },
    });
    expect(publishes(typed("bulb", "test"), DEVICE, "device/stats")).toBe(true);
    expect(publishes(typed("bulb", "prod"), DEVICE, "device/stats")).toBe(false);
    expect(publishes(typed("lamp", "test"), DEVICE, "device/stats")).toBe(false);
    expect(publishes(typed("bulb", "test"), WITHOUT_THING, "device/stats")).toBe(false);
    const below = {
      Resource: `arn:aws:iot:us-east-1:123456789012:topic/\${iot:Connection.Thing.Attributes[envType]}/*`,
    };
    expect(publishes(below, DEVICE, "test/x")).toBe(true);
    expect(publishes(below, DEVICE, "prod/x")).toBe(false);
    expect(publishes(below, WITHOUT_THING, "test/x")).toBe(false);
  });

  it("deny a certificate with another value of a field, and allow one of several values", () => {
    const country = (operator: string) => ({
      Condition: { [operator]: { "iot:Certificate.Subject.Country.List": "JP" } },
    });
    expect(allow(country("ForAnyValue:StringEquals"), DEVICE, "x")).toBe(true);
    expect(allow(country("ForAllValues:StringEquals"), DEVICE, "x")).toBe(false);
    const numbered = { Resource: `${CLIENT}\${iot:Certificate.Subject.Country.1}` };
    expect(allow(numbered, DEVICE, "JP")).toBe(true);
    expect(allow(numbered, DEVICE, "DE")).toBe(false);
  });

  it("allow a device by its certificate's common name", () => {
    const statement = { Resource: `${CLIENT}\${iot:Certificate.Subject.CommonName}` };
    expect(allow(statement, WITHOUT_THING, "sensor-7")).toBe(true);
    expect(allow(statement, WITHOUT_THING, "sensor-8")).toBe(false);
  });

  it("ask whether a certificate has a field", () => {
    const asking = (name: string) => ({
      Condition: { "ForAnyValue:StringEquals": { "iot:Certificate.AvailableKeys": `iot:Certificate.${name}` } },
    });
    expect(allow(asking("Subject.Country"), DEVICE, "x")).toBe(true);
    expect(allow(asking("Subject.Title"), DEVICE, "x")).toBe(false);
  });
});
