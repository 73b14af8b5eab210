import { describeDevices } from "../../../review/words/describe-users";
import { text } from "../../../review/words/render-review";
import { aGroup, aMap, type BeforeAfter, mapValues, reviewOf, warningsOf } from "../a-plan";

const GROUPS = {
  sensors: aGroup({ clientIds: ["{thingName}"], publish: ["up/{thingName}/#"], subscribe: [] }),
  others: aGroup({ clientIds: ["{thingName}"], publish: ["alarm/{thingName}"], subscribe: [] }),
};
/** A device: its group, and whether each of its certificates is active. */
interface Device {
  readonly group: string;
  readonly certificates: Readonly<Record<string, boolean>>;
}
type Devices = Readonly<Record<string, Device>>;

const ONE: Device = { group: "sensors", certificates: { a: true } };

/** Returns the resources that a stack has for its devices, by address. */
function resourcesOf(devices: Devices): Record<string, object> {
  const certificates = Object.entries(devices).flatMap(([thing, { group, certificates }]) =>
    Object.entries(certificates).map(([digest, active]) => ({ key: `${thing}/${digest}`, group, active })),
  );
  return Object.fromEntries([
    ...Object.keys(GROUPS).map((group) => [
      `aws_iot_policy.group["${group}"]`,
      { name: `fleet-${group}`, policy: JSON.stringify({ Version: "2012-10-17", Statement: [] }) },
    ]),
    ...certificates.flatMap(({ key, group, active }) => [
      [`aws_iot_certificate.device["${key}"]`, { active }],
      [`aws_iot_policy_attachment.device["${key}"]`, { policy: `fleet-${group}` }],
    ]),
  ]);
}

function review(before: Devices, after: Devices, how?: "forget") {
  const [old, now] = [resourcesOf(before), resourcesOf(after)];
  const map = mapValues(aMap(GROUPS));
  const resources = [...new Set([...Object.keys(old), ...Object.keys(now)])].map((address): [string, BeforeAfter] => {
    const [was, is] = [old[address] ?? null, now[address] ?? null];
    return [address, is === null && how ? [was, is, how] : [was, is]];
  });
  return reviewOf({ "terraform_data.access_map": [map, map], ...Object.fromEntries(resources) });
}

describe("What devices with certificates gain and lose", () => {
  it.each<[string, Devices, Devices, string[], "widens" | "narrows"]>([
    [
      "new devices by group",
      {},
      { pump: ONE, boiler: ONE, idle: { group: "others", certificates: { a: false } } },
      ["others gains 1 device: idle (disabled)", "sensors gains 2 devices: boiler, pump"],
      "widens",
    ],
    ["a device that goes", { pump: ONE }, {}, ["sensors loses 1 device: pump"], "narrows"],
    [
      "a device that moves, with what that means",
      { pump: ONE },
      { pump: { ...ONE, group: "others" } },
      [
        "pump moves from sensors to others: may now publish to alarm/{thingName}; may no longer publish to up/{thingName}/#",
      ],
      "widens",
    ],
    [
      "a device that gets a second certificate",
      { pump: ONE },
      { pump: { ...ONE, certificates: { a: true, b: true } } },
      ["pump (sensors) can log in with 1 certificate more"],
      "widens",
    ],
    [
      "a device that loses one of two certificates",
      { pump: { ...ONE, certificates: { a: true, b: true } } },
      { pump: { ...ONE, certificates: { b: true } } },
      ["pump (sensors) can no longer log in with 1 certificate (before: 2)"],
      "narrows",
    ],
    [
      "a device whose certificate is another one",
      { pump: ONE },
      { pump: { ...ONE, certificates: { b: true } } },
      ["pump (sensors) can log in with 1 certificate more and can no longer log in with 1 certificate (before: 1)"],
      "widens",
    ],
    [
      "a device whose certificates are switched off",
      { pump: ONE },
      { pump: { ...ONE, certificates: { a: false } } },
      ["pump (sensors) is disabled"],
      "widens",
    ],
    [
      "a device whose certificates are switched on",
      { pump: { ...ONE, certificates: { a: false } } },
      { pump: ONE },
      ["pump (sensors) is enabled again"],
      "widens",
    ],
  ])("tells %s", (_, before, after, expected, access) => {
    const found = review(before, after);
    expect(describeDevices(found.devices).map(text)).toEqual(expected);
    expect(found.access).toBe(access);
  });

  it("is nothing if nothing changes, or Terraform only forgets resources", () => {
    expect(review({ pump: ONE }, { pump: ONE }).devices).toEqual([]);
    expect(review({ pump: ONE }, {}, "forget").devices).toEqual([]);
  });

  it("is the same in JSON", () => {
    expect(review({ pump: ONE }, { pump: { ...ONE, certificates: { b: true } } }).devices).toEqual([
      {
        name: "pump",
        before: { group: "sensors", disabled: false },
        after: { group: "sensors", disabled: false },
        gains: true,
        loses: true,
        certificates: { before: 1, added: 1, removed: 1 },
      },
    ]);
  });

  it("is reported once for many resources of a type, with the number of the others", () => {
    const many = Object.fromEntries(Array.from({ length: 7 }, (_, index) => [`pump-${index}`, ONE]));
    const found = review({}, many);
    expect(found.warnings.filter(({ code }) => code === "certificate-changed")).toHaveLength(1);
    expect(warningsOf(found)["certificate-changed"]).toMatch(
      /^"?aws_iot_certificate\.device.*pump-0.* The same goes for 6 others of its type\.$/,
    );
  });
});
