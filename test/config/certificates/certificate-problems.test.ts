import { complaintsAbout } from "../complaints";

const SENSORS = { clientIds: ["{thingName}"], publish: ["telemetry/{thingName}/#"] };
const about = (certificates: object, groups: object = { sensors: SENSORS, printers: { clientIds: ["{username}"] } }) =>
  complaintsAbout({ groups, certificates });
const CSR = "certificates/x.csr";

describe("groups of devices with certificates", () => {
  const group = (more: object) => complaintsAbout({ groups: { sensors: { ...SENSORS, ...more } } });

  it("may name {thingName}, {clientId}, basic ingest and shadows", () => {
    expect(
      group({
        publish: ["$aws/rules/mydata/{thingName}/t", "$aws/things/{thingName}/shadow/#", "up/{clientId}"],
        subscribe: ["$aws/things/{thingName}/shadow/#"],
      }),
    ).toEqual([]);
  });

  it("must have {thingName} as their only client id", () => {
    expect(group({ clientIds: ["gateway-*"] })).toEqual([
      '`groups.sensors.clientIds` must be ["{thingName}"] in a group with {thingName}, got: ["gateway-*"]. AWS IoT Core finds a connection\'s thing only if the client id is the thing\'s name.',
    ]);
  });

  it("contain neither {username} nor the authorizer's times", () => {
    expect(group({ publish: ["a/{username}"], refreshAfterSeconds: 900 })).toEqual([
      expect.stringContaining("`groups.sensors.publish[0]` must not hold {username} in a group with {thingName}"),
      expect.stringContaining("`groups.sensors.refreshAfterSeconds` must be left out in a group with {thingName}"),
    ]);
  });

  it("may not subscribe to basic-ingest topics", () => {
    expect(group({ subscribe: ["$aws/rules/mydata/#"] })).toEqual([
      expect.stringContaining("must not be a basic-ingest topic, which goes to a rule and never to a subscriber"),
    ]);
  });

  it("have a policy within AWS's limit", () => {
    const rules = Array.from({ length: 40 }, (_, index) => `telemetry/{thingName}/a-long-topic-name/${index}`);
    expect(group({ publish: rules })).toEqual([
      expect.stringMatching(
        /^`groups.sensors` must compile to a policy of at most 2048 characters, got: \d+ characters, \d+ too many/,
      ),
    ]);
  });
});

describe("things", () => {
  it("belong to a group with {thingName}", () => {
    expect(about({ things: { x: { group: "printers", csr: CSR }, y: { group: "sensor", csr: CSR } } })).toEqual([
      expect.stringContaining("`certificates.things.x.group` must be a group with {thingName} in its rules"),
      '`certificates.things.y.group` must be a group of the configuration, got: "sensor". Did you mean "sensors"? Known: "sensors".',
    ]);
  });

  it("are in at most one group of a hierarchy, also those that provisioning creates", () => {
    const thingGroups = { berlin: {}, roof: { parent: "berlin" }, cellar: { parent: "berlin" }, tests: {} };
    const complaint = (path: string, name: string, other: string) =>
      expect.stringContaining(
        `\`certificates.${path}.thingGroups\` must name at most one group of a hierarchy, got: "${name}". "${other}" is in the same hierarchy.`,
      );
    const thing = (...groups: string[]) => ({ group: "sensors", csr: CSR, thingGroups: groups });
    expect(
      about({
        thingGroups,
        things: { x: thing("roof", "cellar"), y: thing("roof", "tests", "elsewhere"), z: thing("berlin", "roof") },
        authorities: {
          factory: { certificate: "ca.pem", provision: { group: "sensors", thingGroups: ["cellar", "berlin"] } },
        },
      }),
    ).toEqual([
      complaint("authorities.factory.provision", "berlin", "cellar"),
      complaint("things.x", "cellar", "roof"),
      complaint("things.z", "roof", "berlin"),
    ]);
  });

  it.each(["a.b", "a/b", "a b"])("are not called %j", (name) => {
    expect(about({ things: { [name]: { group: "sensors", csr: CSR } } })).toEqual([
      expect.stringContaining("must be a thing's name: 1 to 128 of A-Z a-z 0-9 : _ -"),
    ]);
  });

  it("have a certificate of an authority or a request, and at most two", () => {
    expect(about({ things: { x: { group: "sensors" } } })).toEqual([
      expect.stringContaining("`certificates.things.x` must have a certificate or a csr"),
    ]);
    expect(about({ things: { x: { group: "sensors", csr: [CSR, CSR, CSR] } } })).toHaveLength(1);
    expect(about({ things: { x: { group: "sensors", csr: [CSR, CSR], certificate: "x.pem" } } })).toEqual([
      expect.stringContaining("must have at most two certificates and requests together, got: 3."),
    ]);
    expect(about({ things: { x: { group: "sensors", certificate: "x.pem" } } })).toEqual([
      expect.stringContaining("`certificates.things.x.certificate` must be signed by one of certificates.authorities"),
    ]);
  });

  it("have at most 3 attributes without a type", () => {
    const attributes = { a: "1", b: "2", c: "3", d: "4" };
    expect(about({ things: { x: { group: "sensors", csr: CSR, attributes } } })).toEqual([
      expect.stringContaining("must hold at most 3 attributes, got: 4. Give it a type"),
    ]);
    expect(about({ things: { x: { group: "sensors", csr: CSR, attributes, type: "t" } } })).toEqual([]);
  });
});

describe("authorities", () => {
  const authority = (more: object) => about({ authorities: { factory: { certificate: "ca.pem", ...more } } });

  it("have a verification certificate with mode DEFAULT, and none without", () => {
    expect(authority({ mode: "DEFAULT" })).toEqual([
      expect.stringContaining('verificationCertificate` must be given with mode "DEFAULT"'),
    ]);
    expect(authority({ verificationCertificate: "v.pem" })).toEqual([
      expect.stringContaining('verificationCertificate` must go together with mode "DEFAULT"'),
    ]);
  });

  it("provision into a group with {thingName}, from known fields, with autoRegistration on", () => {
    expect(authority({ provision: { group: "printers" } })).toEqual([
      expect.stringContaining("provision.group` must be a group with {thingName}"),
    ]);
    expect(authority({ provision: { group: "sensors", attributes: { a: "{serial}" } } })).toEqual([
      expect.stringContaining("The fields are {country}, {organization}"),
    ]);
    expect(authority({ provision: { group: "sensors" }, autoRegistration: false })).toEqual([
      expect.stringContaining("autoRegistration` must be true or left out together with provision"),
    ]);
  });
});

test("thing groups that contain each other are refused", () => {
  expect(about({ thingGroups: { a: { parent: "b" }, b: { parent: "a" }, c: {} } })).toEqual([
    expect.stringContaining("`certificates.thingGroups.a.parent` must lead to a group without a parent"),
    expect.stringContaining("`certificates.thingGroups.b.parent` must lead to a group without a parent"),
  ]);
});

test("two stages of one account may not create the same thing", () => {
  const certificates = { things: { x: { group: "sensors", csr: CSR } } };
  const stages = (dev: object) =>
    complaintsAbout({ groups: { sensors: SENSORS }, certificates, stages: { dev, prod: {} } });
  expect(stages({})).toEqual([
    expect.stringContaining("`stages.prod.certificates.things.x` must be in one stage only of an account and Region"),
  ]);
  expect(stages({ region: "eu-west-1" })).toEqual([]);
});
