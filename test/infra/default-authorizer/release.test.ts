import { handoverName } from "../../../infra/default-authorizer/names";
import { EXIT } from "../../../infra/default-authorizer/step-errors";
import { ACCOUNT, arnOf, FakeIot } from "./fake-iot";
import { OURS, OWNER, runStep } from "./run-step";

const ours = (previous?: string) => {
  const iot = new FakeIot().add(OURS, { owner: OWNER, ...(previous === undefined ? {} : { previous }) });
  iot.default = OURS;
  return iot;
};

test("clears ours where there was no default before, and says so", async () => {
  const iot = ours();
  const { code, lines } = await runStep(iot, "release");
  expect(code).toBe(EXIT.ok);
  expect(iot.default).toBeUndefined();
  expect(lines).toEqual(["eu-central-1 has no default authorizer now."]);
});

test("puts back the default that ours had replaced without a moment of none, and forgets it", async () => {
  const iot = ours("a:theirs").add("a,theirs");
  const { code, lines } = await runStep(iot, "release");
  expect(code).toBe(EXIT.ok);
  expect(iot.default).toBe("a,theirs");
  expect(iot.calls).not.toContain("clearDefault");
  expect(iot.memoryOf(OURS)).toBe("");
  expect(lines).toEqual(['"a,theirs" is the default authorizer of eu-central-1 again.']);
});

test.each([
  ["no longer exists", () => ours("theirs"), "it no longer exists"],
  ["is INACTIVE", () => ours("theirs").add("theirs", { active: false }), "it is INACTIVE"],
  ["belongs to this stack", () => ours("theirs").add("theirs", { owner: OWNER }), "it belongs to this stack"],
])("clears ours when the default before %s, and says why", async (_title, start, reason) => {
  const iot = start();
  const { code, lines } = await runStep(iot, "release");
  expect(code).toBe(EXIT.ok);
  expect(iot.default).toBeUndefined();
  expect(lines).toEqual([
    `The default before ours, "theirs", is not put back: ${reason}.`,
    "eu-central-1 has no default authorizer now.",
  ]);
});

test("clears ours when the default before is deleted in the very moment it is put back", async () => {
  const iot = ours("theirs").add("theirs");
  iot.before = (call) => {
    if (call === "setDefault") iot.authorizers.delete("theirs");
  };
  const { code, lines } = await runStep(iot, "release");
  expect(code).toBe(EXIT.ok);
  expect(iot.default).toBeUndefined();
  expect(lines).toContain('The default before ours, "theirs", is not put back: it no longer exists.');
});

test("ignores a memory that a person has overwritten with something else", async () => {
  const iot = ours("see the wiki");
  expect((await runStep(iot, "release")).code).toBe(EXIT.ok);
  expect(iot.default).toBeUndefined();
});

test("has nothing to do where no default is set", async () => {
  const iot = ours();
  iot.default = undefined;
  const { code, lines } = await runStep(iot, "release");
  expect(code).toBe(EXIT.ok);
  expect(lines).toEqual(["eu-central-1 has no default authorizer: nothing to release."]);
});

test("does not put the former default back when somebody has cleared ours on purpose", async () => {
  const iot = ours("theirs").add("theirs");
  iot.default = undefined;
  expect((await runStep(iot, "release")).code).toBe(EXIT.ok);
  expect(iot.default).toBeUndefined();
});

test("finishes what an interrupted run had begun by clearing the default", async () => {
  const iot = ours("theirs/cleared").add("theirs");
  iot.default = undefined;
  expect((await runStep(iot, "release")).code).toBe(EXIT.ok);
  expect(iot.default).toBe("theirs");
});

test("leaves a default alone that somebody else has set since, and says whose it is", async () => {
  const iot = ours("theirs").add("theirs").add("newer", { owner: "another-stack" });
  iot.default = "newer";
  const { code, lines } = await runStep(iot, "release");
  expect(code).toBe(EXIT.ok);
  expect(iot.default).toBe("newer");
  expect(lines).toEqual([
    `The default authorizer of eu-central-1 is "newer" (${arnOf("newer")}), not this stack's: left alone.`,
  ]);
});

test("after a rename that failed half way, releases the former authorizer by its owner tag and memory", async () => {
  const iot = new FakeIot()
    .add(OURS, { owner: OWNER })
    .add("before", { owner: OWNER, previous: "theirs" })
    .add("theirs");
  iot.default = "before";
  expect((await runStep(iot, "release")).code).toBe(EXIT.ok);
  expect(iot.default).toBe("theirs");
});

test("succeeds when our authorizer has been deleted by hand already", async () => {
  const { code } = await runStep(new FakeIot(), "release");
  expect(code).toBe(EXIT.ok);
});

test("puts back through our former authorizer's memory even when ours is gone and AWS wants the default cleared first", async () => {
  const iot = new FakeIot().add("before", { owner: OWNER, previous: "theirs" }).add("theirs");
  iot.conflicts.setOther = true;
  iot.default = "before";
  expect((await runStep(iot, "release")).code).toBe(EXIT.ok);
  expect(iot.default).toBe("theirs");
});

test("does not clear a default that somebody else sets just before the write", async () => {
  const iot = ours().add("theirs");
  let looks = 0;
  iot.before = (call) => {
    if (call === "describeDefault" && ++looks === 2) iot.default = "theirs";
  };
  const { code } = await runStep(iot, "release");
  expect(code).toBe(EXIT.ok);
  expect(iot.default).toBe("theirs");
  expect(iot.calls).not.toContain("clearDefault");
});

test("refuses credentials of another account instead of finding nothing to release there", async () => {
  const iot = ours();
  const { code } = await runStep(iot, "release", { authorizerArn: arnOf(OURS, "999999999999") });
  expect(code).toBe(EXIT.credentials);
  expect(iot.default).toBe(OURS);
});

test("refuses an endpoint of another Region", async () => {
  const iot = ours();
  const elsewhere = { region: "us-east-1", authorizerArn: arnOf(OURS, ACCOUNT, "us-east-1") };
  expect((await runStep(iot, "release", elsewhere)).code).toBe(EXIT.credentials);
  expect(iot.default).toBe(OURS);
});

test("succeeds with a remark when only forgetting fails", async () => {
  const iot = ours("theirs").add("theirs");
  iot.fault = { at: 8, done: false, forGood: false, kind: "denied" };
  const { code, lines } = await runStep(iot, "release");
  expect(iot.calls[8]).toBe("tag");
  expect(code).toBe(EXIT.ok);
  expect(iot.default).toBe("theirs");
  expect(lines.at(-1)).toBe(
    'Tag iot-auth:previous-default of "cloudprnt" is left as it was, which does no harm: tag failed: denied.',
  );
});

test("fails when it cannot read whether a mark is left, and succeeds when it is repeated", async () => {
  const iot = ours("theirs").add("theirs");
  iot.fault = { at: 7, done: false, forGood: false, kind: "transient" };
  expect((await runStep(iot, "release")).code).toBe(EXIT.aws);
  expect(iot.calls[7]).toBe("tags");
  expect((await runStep(iot, "release")).code).toBe(EXIT.ok);
  expect(iot.default).toBe("theirs");
});

const HANDOVER = handoverName(OWNER);

test("after a replacement that failed half way, releases the handover authorizer by its memory and removes it", async () => {
  const iot = new FakeIot().add(HANDOVER, { owner: OWNER, previous: "theirs" }).add("theirs");
  iot.default = HANDOVER;
  const { code, lines } = await runStep(iot, "release");
  expect(code).toBe(EXIT.ok);
  expect(iot.default).toBe("theirs");
  expect([...iot.authorizers.keys()]).toEqual(["theirs"]);
  expect(lines).toEqual([
    '"theirs" is the default authorizer of eu-central-1 again.',
    `The handover authorizer "${HANDOVER}" is removed.`,
  ]);
});

test.each([
  ["somebody else's", "theirs"],
  ["none", undefined],
])("removes a handover authorizer that is left over where the default is %s", async (_title, current) => {
  const iot = new FakeIot().add(OURS, { owner: OWNER }).add(HANDOVER, { owner: OWNER }).add("theirs");
  iot.default = current;
  expect((await runStep(iot, "release")).code).toBe(EXIT.ok);
  expect(iot.default).toBe(current);
  expect([...iot.authorizers.keys()]).toEqual([OURS, "theirs"]);
});

test("never puts the handover authorizer back", async () => {
  const iot = ours(HANDOVER).add(HANDOVER, { owner: OWNER });
  const { code, lines } = await runStep(iot, "release");
  expect(code).toBe(EXIT.ok);
  expect(iot.default).toBeUndefined();
  expect(lines[0]).toBe(`The default before ours, "${HANDOVER}", is not put back: it belongs to this stack.`);
});

test("fails when the mark of an unfinished change cannot be taken off, since guard would go on with that change", async () => {
  const iot = ours("/cleared");
  iot.before = (call, at) => {
    if (call === "tag") iot.fault = { at, done: false, forGood: false, kind: "denied" };
  };
  expect((await runStep(iot, "release")).code).toBe(EXIT.aws);
  expect(iot.default).toBeUndefined();
  [iot.fault, iot.before] = [undefined, () => {}];
  expect((await runStep(iot, "release")).code).toBe(EXIT.ok);
  expect((await runStep(iot, "guard")).code).toBe(EXIT.ok);
  expect(iot.default).toBeUndefined();
});

test("finishes after an interruption that left no default, even when only the handover authorizer is there to remember", async () => {
  const iot = new FakeIot().add(HANDOVER, { owner: OWNER, previous: "theirs" }).add("theirs");
  iot.default = HANDOVER;
  iot.conflicts.setOther = true;
  iot.after = (call) => {
    if (call === "clearDefault") iot.fault = { at: iot.calls.length, done: false, forGood: true, kind: "transient" };
  };
  expect((await runStep(iot, "release")).code).toBe(EXIT.aws);
  expect(iot.default).toBeUndefined();
  iot.fault = undefined;
  expect((await runStep(iot, "release")).code).toBe(EXIT.ok);
  expect(iot.default).toBe("theirs");
  expect([...iot.authorizers.keys()]).toEqual(["theirs"]);
});

test("puts the one before back where the latest is gone or cannot be the default, and says why", async () => {
  const iot = new FakeIot()
    .add(OURS, { owner: OWNER, previous: "gone+off+theirs+earlier" })
    .add("off", { active: false })
    .add("theirs")
    .add("earlier");
  iot.default = OURS;
  const { code, lines } = await runStep(iot, "release");
  expect(code).toBe(EXIT.ok);
  expect(iot.default).toBe("theirs");
  expect(lines).toEqual([
    'The default before ours, "gone", is not put back: it no longer exists.',
    'The default before ours, "off", is not put back: it is INACTIVE.',
    '"theirs" is the default authorizer of eu-central-1 again.',
  ]);
});
