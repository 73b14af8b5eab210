import { device } from "../../../config/groups/device";
import { complaintsAbout } from "../complaints";

const group = (settings: object): string[] =>
  complaintsAbout({ groups: { sensors: { clientIds: ["{username}"], ...settings } } });

describe.each(["disconnectAfterSeconds", "refreshAfterSeconds"])("%s", (setting) => {
  it.each([300, 86_400])("may be %d", (seconds) => {
    expect(group({ [setting]: seconds })).toEqual([]);
  });

  it.each([
    [299, "299"],
    [86_401, "86401"],
    [0, "0"],
    [-300, "-300"],
    [300.5, "300.5"],
    [Number.NaN, "NaN"],
    [Number.POSITIVE_INFINITY, "Infinity"],
    ["300", '"300"'],
    [null, "null"],
  ])("may not be %j", (seconds, got) => {
    expect(group({ [setting]: seconds })).toEqual([
      `\`groups.sensors.${setting}\` must be a whole number of seconds from 300 to 86400, got: ${got}. AWS accepts nothing outside that range.`,
    ]);
  });
});

describe("clientIds", () => {
  it("is required", () => {
    const rest = 'Write it like ["{username}"].';
    expect(group({ clientIds: undefined })).toEqual([
      `\`groups.sensors.clientIds\` must be a list of client ids, got: nothing. ${rest}`,
    ]);
    expect(group({ clientIds: "{username}" })).toEqual([
      `\`groups.sensors.clientIds\` must be a list of client ids, got: "{username}". ${rest}`,
    ]);
  });

  it("must not be empty", () => {
    expect(group({ clientIds: [] })).toEqual([
      '`groups.sensors.clientIds` must name at least one client id, got: []. Without one no user of the group can connect; ["{username}"] suits most.',
    ]);
  });

  it("must be strings", () => {
    expect(group({ clientIds: ["a", 7] })).toEqual([
      '`groups.sensors.clientIds[1]` must be a client id, got: 7. Write it like "{username}" or "gateway-*".',
    ]);
  });
});

describe.each(["publish", "subscribe", "retain"])("%s", (setting) => {
  it("must be a list", () => {
    expect(group({ [setting]: "telemetry/#" })).toEqual([
      `\`groups.sensors.${setting}\` must be a list of MQTT topics or filters, got: "telemetry/#". Write it like ["telemetry/{username}/#"].`,
    ]);
  });

  it("must contain strings", () => {
    expect(group({ [setting]: [null] })).toEqual([
      `\`groups.sensors.${setting}[0]\` must be an MQTT topic or filter, got: null. Write it like "telemetry/{username}/#".`,
    ]);
  });
});

describe("a group", () => {
  const remedy = 'Write it like { clientIds: ["{username}"] }, or call a ready-made one: device().';

  it.each([
    ["the name of a ready-made one", "device", '"device"'],
    ["a ready-made one that was not called", device, "a function"],
    ["nothing", null, "null"],
    ["a list", [], "[]"],
  ])("must be an object of settings, not %s", (_, settings, got) => {
    expect(complaintsAbout({ groups: { sensors: settings } })).toEqual([
      `\`groups.sensors\` must be an object of group settings, got: ${got}. ${remedy}`,
    ]);
  });
});
