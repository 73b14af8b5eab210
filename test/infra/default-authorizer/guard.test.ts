import { handoverName } from "../../../infra/default-authorizer/names";
import { EXIT } from "../../../infra/default-authorizer/step-errors";
import { ACCOUNT, arnOf, FakeIot, FUNCTION } from "./fake-iot";
import { OURS, OWNER, runStep } from "./run-step";

const HANDOVER = handoverName(OWNER);
const SIGNED = {
  signingDisabled: false,
  tokenKeyName: "token",
  tokenSigningPublicKeys: { "key-1": "-----BEGIN PUBLIC KEY-----" },
  enableCachingForHttp: true,
};

function ours(options: Parameters<FakeIot["add"]>[1] = {}): FakeIot {
  const iot = new FakeIot().add(OURS, { owner: OWNER, ...options }).add("theirs");
  iot.default = OURS;
  return iot;
}

const settingsOf = (iot: FakeIot, name: string) => {
  const { tags: _tags, ...settings } = iot.authorizers.get(name) ?? { tags: new Map() };
  return settings;
};

test("guard makes a copy with an invoke permission the default, and reports it", async () => {
  const iot = ours();
  const { code, lines, waited } = await runStep(iot, "guard");
  expect({ code, waited, default: iot.default }).toEqual({ code: EXIT.ok, waited: 0, default: HANDOVER });
  expect(iot.permissions()).toEqual([
    {
      functionArn: FUNCTION,
      statementId: expect.stringMatching(/^iot-cloudprnt-prod-5f2c-handover-[0-9a-f]{8}$/),
      authorizerArn: arnOf(HANDOVER),
      account: ACCOUNT,
    },
  ]);
  expect(lines).toEqual([`"${HANDOVER}" stands in for "cloudprnt" as the default authorizer of eu-central-1.`]);
});

test("guard makes the copy and its permission before it changes the default", async () => {
  const iot = ours();
  await runStep(iot, "guard");
  const writes = ["createAuthorizer", "addPermission", "setDefault", "clearDefault", "tag"];
  expect(iot.calls.filter((call) => writes.includes(call))).toEqual([
    "createAuthorizer",
    "addPermission",
    "setDefault",
  ]);
});

test.each([
  ["without signing", {}],
  ["with signing and caching", SIGNED],
  ["INACTIVE", { active: false }],
])("guard copies all settings of an authorizer %s", async (_title, settings) => {
  const iot = ours(settings);
  expect((await runStep(iot, "guard")).code).toBe(EXIT.ok);
  expect(settingsOf(iot, HANDOVER)).toEqual(settingsOf(iot, OURS));
});

test("guard prints no public key", async () => {
  const { lines } = await runStep(ours(SIGNED), "guard");
  expect(lines.join("\n")).not.toContain("PUBLIC KEY");
});

test("guard copies the tags for owner and remembered default and a company's own tags, but not AWS's tags", async () => {
  const iot = ours({ previous: "theirs/cleared" });
  iot.authorizers.get(OURS)?.tags.set("cost-centre", "7").set("aws:cloudformation:stack-name", "x");
  await runStep(iot, "guard");
  expect(Object.fromEntries(iot.authorizers.get(HANDOVER)?.tags ?? [])).toEqual({
    "iot-auth:owner": OWNER,
    "iot-auth:previous-default": "theirs",
    "cost-centre": "7",
  });
});

test.each([
  ["none", undefined],
  ["somebody else's", "theirs"],
  ["another of ours", "cloudprnt-2"],
])("guard changes nothing if the default is %s", async (_title, current) => {
  const iot = ours().add("cloudprnt-2", { owner: OWNER });
  iot.default = current;
  const writes: string[] = [];
  iot.after = (call) => writes.push(call);
  const { code, lines } = await runStep(iot, "guard");
  expect({ code, writes, default: iot.default }).toEqual({ code: EXIT.ok, writes: [], default: current });
  expect(lines).toEqual(['"cloudprnt" is not the default authorizer of eu-central-1: nothing to hand over.']);
});

test("guard changes nothing in a destroy, after release", async () => {
  const iot = ours({ previous: "theirs" });
  await runStep(iot, "release");
  const writes: string[] = [];
  iot.after = (call) => writes.push(call);
  expect((await runStep(iot, "guard")).code).toBe(EXIT.ok);
  expect({ writes, default: iot.default }).toEqual({ writes: [], default: "theirs" });
});

test("guard changes nothing when it is repeated", async () => {
  const iot = ours();
  await runStep(iot, "guard");
  const writes: string[] = [];
  iot.after = (call) => writes.push(call);
  expect((await runStep(iot, "guard")).code).toBe(EXIT.ok);
  expect({ writes, default: iot.default }).toEqual({ writes: [], default: HANDOVER });
});

test("guard replaces a handover authorizer that a failed run has left", async () => {
  const iot = ours({ previous: "theirs" }).add(HANDOVER, { owner: OWNER, previous: "gone", ...SIGNED, active: false });
  expect((await runStep(iot, "guard")).code).toBe(EXIT.ok);
  expect(iot.default).toBe(HANDOVER);
  expect(settingsOf(iot, HANDOVER)).toEqual(settingsOf(iot, OURS));
  expect(iot.memoryOf(HANDOVER)).toBe("theirs");
});

test("guard refuses if another stack's authorizer has the copy's name, and changes nothing", async () => {
  const iot = ours().add(HANDOVER, { owner: "another-stack" });
  const writes: string[] = [];
  iot.after = (call) => writes.push(call);
  const { code, lines } = await runStep(iot, "guard");
  expect({ code, writes, default: iot.default }).toEqual({ code: EXIT.foreign, writes: [], default: OURS });
  expect(lines).toEqual([
    `The authorizer "${HANDOVER}" of eu-central-1 must be this stack's or not exist, got: ${arnOf(HANDOVER)} without the tag ` +
      `iot-auth:owner=${OWNER}. It is to stand in for "cloudprnt" while that is replaced. Nothing was changed. ` +
      "Rename or delete it, then apply again.",
  ]);
});

test("guard makes the copy again if a repeated call finds the name taken", async () => {
  const iot = ours();
  let lost = true;
  iot.before = (call) => {
    if (call === "createAuthorizer" && lost) {
      lost = false;
      iot.add(HANDOVER, { owner: OWNER });
    }
  };
  expect((await runStep(iot, "guard")).code).toBe(EXIT.ok);
  expect(iot.default).toBe(HANDOVER);
});

test("guard does not change a default that another program sets meanwhile, and removes the copy", async () => {
  const iot = ours();
  iot.before = (call) => {
    if (call === "addPermission") iot.default = "theirs";
  };
  expect((await runStep(iot, "guard")).code).toBe(EXIT.ok);
  expect(iot.default).toBe("theirs");
  expect([...iot.authorizers.keys()]).toEqual([OURS, "theirs"]);
  expect(iot.permissions()).toEqual([]);
});

test("guard continues after an interruption between clearing the default and setting the copy", async () => {
  const iot = ours({ previous: "theirs" }).add(HANDOVER, { owner: OWNER, previous: "theirs/cleared" });
  iot.default = undefined;
  expect((await runStep(iot, "guard")).code).toBe(EXIT.ok);
  expect(iot.default).toBe(HANDOVER);
  expect(iot.memoryOf(HANDOVER)).toBe("theirs");
});

test("guard continues a set that was interrupted between clearing the default and setting the stack's authorizer", async () => {
  const iot = ours({ previous: "theirs/cleared" });
  iot.default = undefined;
  expect((await runStep(iot, "guard")).code).toBe(EXIT.ok);
  expect(iot.default).toBe(HANDOVER);
  expect(iot.memoryOf(HANDOVER)).toBe("theirs");
});

test("guard ignores the mark of an unfinished change on another stack's authorizer", async () => {
  const iot = ours().add(HANDOVER, { owner: "another-stack", previous: "theirs/cleared" });
  iot.default = undefined;
  expect((await runStep(iot, "guard")).code).toBe(EXIT.ok);
  expect(iot.default).toBeUndefined();
});

test("guard refuses credentials of another account", async () => {
  const { code } = await runStep(ours(), "guard", { authorizerArn: arnOf(OURS, "999999999999") });
  expect(code).toBe(EXIT.credentials);
});

test("guard refuses to copy an authorizer over itself", async () => {
  const iot = new FakeIot().add(HANDOVER, { owner: OWNER });
  iot.default = HANDOVER;
  const { code } = await runStep(iot, "guard", { authorizerName: HANDOVER });
  expect(code).toBe(EXIT.badInput);
  expect([...iot.authorizers.keys()]).toEqual([HANDOVER]);
});

test("guard reports that the authorizer to copy was deleted", async () => {
  const iot = ours();
  iot.before = (call) => {
    if (call === "describe") iot.authorizers.delete(OURS);
  };
  const { code, lines } = await runStep(iot, "guard");
  expect(code).toBe(EXIT.aws);
  expect(lines.at(-1)).toContain('Authorizer "cloudprnt" must exist in Region eu-central-1');
});
