import { complaintsAbout } from "../complaints";

const NAMES = ["Sensors", "sensors"];

describe("an unknown setting", () => {
  it("at the top is refused with the nearest one", () => {
    expect(complaintsAbout({ regoin: "us-east-1" })).toEqual([
      '`regoin` must be a known setting, got: "regoin". Did you mean "region"? Known: "name", "region", "acceptNewRegion", "accountId", "profile", "assumeRole", "tags", "authorizer", "endpoint", "function", "store", "monitoring", "groups", "certificates", "backend", "stages".',
    ]);
  });

  it.each([
    [{ authorizer: { setAsDefalt: true } }, "authorizer.setAsDefalt", "setAsDefault"],
    [{ authorizer: { signing: { tokenKeyName: "t", publicKey: {} } } }, "authorizer.signing.publicKey", "publicKeys"],
    [{ function: { memory: 256 } }, "function.memory", "memorySize"],
    [{ function: { timeout: 5 } }, "function.timeout", undefined],
    [{ function: { memorysize: 256 } }, "function.memorysize", "memorySize"],
    [{ store: { path: "users.json" } }, "store.path", undefined],
    [{ assumeRole: { roleARN: "x" } }, "assumeRole.roleARN", "roleArn"],
    [{ backend: { type: "s3", bucket: "abc", buckets: 1 } }, "backend.buckets", "bucket"],
    [{ groups: { sensors: { clientIds: ["x"], subscribes: [] } } }, "groups.sensors.subscribes", "subscribe"],
    [{ groups: { sensors: { clientIds: ["x"], refreshSeconds: 300 } } }, "groups.sensors.refreshSeconds", undefined],
  ])("below the top is refused with the nearest one there: %j", (settings, path, suggestion) => {
    const unknown = complaintsAbout(settings).filter((message) => message.includes("known setting"));
    const word = path.split(".").at(-1);
    const rest = suggestion === undefined ? "Known: " : `Did you mean "${suggestion}"? Known: `;
    expect(unknown).toEqual([expect.stringContaining(`\`${path}\` must be a known setting, got: "${word}". ${rest}`)]);
  });

  it("in a stage is refused with the settings that a stage may have", () => {
    expect(complaintsAbout({ stages: { dev: { stages: {} } } })).toEqual([
      '`stages.dev.stages` must be a known setting, got: "stages". Did you mean "tags"? Known: "region", "acceptNewRegion", "accountId", "profile", "assumeRole", "tags", "authorizer", "endpoint", "function", "store", "monitoring", "groups", "certificates", "backend".',
    ]);
  });

  it("is not a group's name, which can be chosen freely", () => {
    expect(complaintsAbout({ groups: Object.fromEntries(NAMES.map((name) => [name, { clientIds: ["x"] }])) })).toEqual(
      [],
    );
  });
});
