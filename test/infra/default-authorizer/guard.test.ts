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

test("hands the default over to a copy that AWS IoT Core may call, and says so", async () => {
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

test("makes the copy and its permission before it touches the default", async () => {
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
])("copies an authorizer %s exactly", async (_title, settings) => {
  const iot = ours(settings);
  expect((await runStep(iot, "guard")).code).toBe(EXIT.ok);
  expect(settingsOf(iot, HANDOVER)).toEqual(settingsOf(iot, OURS));
});

test("prints no public key", async () => {
  const { lines } = await runStep(ours(SIGNED), "guard");
  expect(lines.join("\n")).not.toContain("PUBLIC KEY");
});

test("carries the owner, the remembered default and a company's own tags over, and none of AWS's", async () => {
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
])("writes nothing where the default is %s", async (_title, current) => {
  const iot = ours().add("cloudprnt-2", { owner: OWNER });
  iot.default = current;
  const writes: string[] = [];
  iot.after = (call) => writes.push(call);
  const { code, lines } = await runStep(iot, "guard");
  expect({ code, writes, default: iot.default }).toEqual({ code: EXIT.ok, writes: [], default: current });
  expect(lines).toEqual(['"cloudprnt" is not the default authorizer of eu-central-1: nothing to hand over.']);
});

test("writes nothing on a real destroy, after release", async () => {
  const iot = ours({ previous: "theirs" });
  await runStep(iot, "release");
  const writes: string[] = [];
  iot.after = (call) => writes.push(call);
  expect((await runStep(iot, "guard")).code).toBe(EXIT.ok);
  expect({ writes, default: iot.default }).toEqual({ writes: [], default: "theirs" });
});

test("writes nothing when it is repeated", async () => {
  const iot = ours();
  await runStep(iot, "guard");
  const writes: string[] = [];
  iot.after = (call) => writes.push(call);
  expect((await runStep(iot, "guard")).code).toBe(EXIT.ok);
  expect({ writes, default: iot.default }).toEqual({ writes: [], default: HANDOVER });
});

test("makes a handover authorizer again that a failed run has left, whatever it was a copy of", async () => {
  const iot = ours({ previous: "theirs" }).add(HANDOVER, { owner: OWNER, previous: "gone", ...SIGNED, active: false });
  expect((await runStep(iot, "guard")).code).toBe(EXIT.ok);
  expect(iot.default).toBe(HANDOVER);
  expect(settingsOf(iot, HANDOVER)).toEqual(settingsOf(iot, OURS));
  expect(iot.memoryOf(HANDOVER)).toBe("theirs");
});

test("refuses when somebody else's authorizer has the copy's name: names it, writes nothing", async () => {
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

test("makes the copy again where a repeat of its own call finds the name taken", async () => {
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

test("leaves a default alone that somebody else sets meanwhile, and takes the copy away again", async () => {
  const iot = ours();
  iot.before = (call) => {
    if (call === "addPermission") iot.default = "theirs";
  };
  expect((await runStep(iot, "guard")).code).toBe(EXIT.ok);
  expect(iot.default).toBe("theirs");
  expect([...iot.authorizers.keys()]).toEqual([OURS, "theirs"]);
  expect(iot.permissions()).toEqual([]);
});

test("goes on where it was interrupted between clearing the default and setting the copy", async () => {
  const iot = ours({ previous: "theirs" }).add(HANDOVER, { owner: OWNER, previous: "theirs/cleared" });
  iot.default = undefined;
  expect((await runStep(iot, "guard")).code).toBe(EXIT.ok);
  expect(iot.default).toBe(HANDOVER);
  expect(iot.memoryOf(HANDOVER)).toBe("theirs");
});

test("takes over from a set that was interrupted between clearing the default and setting ours", async () => {
  const iot = ours({ previous: "theirs/cleared" });
  iot.default = undefined;
  expect((await runStep(iot, "guard")).code).toBe(EXIT.ok);
  expect(iot.default).toBe(HANDOVER);
  expect(iot.memoryOf(HANDOVER)).toBe("theirs");
});

test("takes no notice of such a mark on somebody else's authorizer", async () => {
  const iot = ours().add(HANDOVER, { owner: "another-stack", previous: "theirs/cleared" });
  iot.default = undefined;
  expect((await runStep(iot, "guard")).code).toBe(EXIT.ok);
  expect(iot.default).toBeUndefined();
});

test("refuses credentials of another account instead of finding nothing to hand over there", async () => {
  const { code } = await runStep(ours(), "guard", { authorizerArn: arnOf(OURS, "999999999999") });
  expect(code).toBe(EXIT.credentials);
});

test("refuses to copy an authorizer over itself", async () => {
  const iot = new FakeIot().add(HANDOVER, { owner: OWNER });
  iot.default = HANDOVER;
  const { code } = await runStep(iot, "guard", { authorizerName: HANDOVER });
  expect(code).toBe(EXIT.badInput);
  expect([...iot.authorizers.keys()]).toEqual([HANDOVER]);
});

test("says so when the authorizer it is to copy has been deleted", async () => {
  const iot = ours();
  iot.before = (call) => {
    if (call === "describe") iot.authorizers.delete(OURS);
  };
  const { code, lines } = await runStep(iot, "guard");
  expect(code).toBe(EXIT.aws);
  expect(lines.at(-1)).toContain('Authorizer "cloudprnt" must exist in Region eu-central-1');
});
