import { handoverName } from "../../../infra/default-authorizer/names";
import { EXIT } from "../../../infra/default-authorizer/step-errors";
import { ACCOUNT, arnOf, FakeIot } from "./fake-iot";
import { OURS, OWNER, runStep } from "./run-step";

const ours = (previous?: string) => {
  const iot = new FakeIot().add(OURS, { owner: OWNER, ...(previous === undefined ? {} : { previous }) });
  iot.default = OURS;
  return iot;
};

test("release clears the default if there was none before, and reports it", async () => {
  const iot = ours();
  const { code, lines } = await runStep(iot, "release");
  expect(code).toBe(EXIT.ok);
  expect(iot.default).toBeUndefined();
  expect(lines).toEqual(["eu-central-1 has no default authorizer now."]);
});

test("release restores the former default without clearing it in between, and removes the memory", async () => {
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
])("release clears the default if the former one %s, and says why", async (_title, start, reason) => {
  const iot = start();
  const { code, lines } = await runStep(iot, "release");
  expect(code).toBe(EXIT.ok);
  expect(iot.default).toBeUndefined();
  expect(lines).toEqual([
    `The default before ours, "theirs", is not put back: ${reason}.`,
    "eu-central-1 has no default authorizer now.",
  ]);
});

test("release clears the default if the former one is deleted while it is being restored", async () => {
  const iot = ours("theirs").add("theirs");
  iot.before = (call) => {
    if (call === "setDefault") iot.authorizers.delete("theirs");
  };
  const { code, lines } = await runStep(iot, "release");
  expect(code).toBe(EXIT.ok);
  expect(iot.default).toBeUndefined();
  expect(lines).toContain('The default before ours, "theirs", is not put back: it no longer exists.');
});

test("release ignores a memory that a person has overwritten", async () => {
  const iot = ours("see the wiki");
  expect((await runStep(iot, "release")).code).toBe(EXIT.ok);
  expect(iot.default).toBeUndefined();
});

test("release reports that no default is set, and changes nothing", async () => {
  const iot = ours();
  iot.default = undefined;
  const { code, lines } = await runStep(iot, "release");
  expect(code).toBe(EXIT.ok);
  expect(lines).toEqual(["eu-central-1 has no default authorizer: nothing to release."]);
});

test("release does not restore the former default if another program has cleared the default", async () => {
  const iot = ours("theirs").add("theirs");
  iot.default = undefined;
  expect((await runStep(iot, "release")).code).toBe(EXIT.ok);
  expect(iot.default).toBeUndefined();
});

test("release continues a run that was interrupted after clearing the default", async () => {
  const iot = ours("theirs/cleared").add("theirs");
  iot.default = undefined;
  expect((await runStep(iot, "release")).code).toBe(EXIT.ok);
  expect(iot.default).toBe("theirs");
});

test("release does not change a default that another stack has set since, and names it", async () => {
  const iot = ours("theirs").add("theirs").add("newer", { owner: "another-stack" });
  iot.default = "newer";
  const { code, lines } = await runStep(iot, "release");
  expect(code).toBe(EXIT.ok);
  expect(iot.default).toBe("newer");
  expect(lines).toEqual([
    `The default authorizer of eu-central-1 is "newer" (${arnOf("newer")}), not this stack's: left alone.`,
  ]);
});

test("release restores the default through the former authorizer's owner tag and memory after a failed rename", async () => {
  const iot = new FakeIot()
    .add(OURS, { owner: OWNER })
    .add("before", { owner: OWNER, previous: "theirs" })
    .add("theirs");
  iot.default = "before";
  expect((await runStep(iot, "release")).code).toBe(EXIT.ok);
  expect(iot.default).toBe("theirs");
});

test("release succeeds if the stack's authorizer was deleted by hand", async () => {
  const { code } = await runStep(new FakeIot(), "release");
  expect(code).toBe(EXIT.ok);
});

test("release restores the default through the former authorizer's memory, even if the stack's authorizer is gone and AWS answers 409", async () => {
  const iot = new FakeIot().add("before", { owner: OWNER, previous: "theirs" }).add("theirs");
  iot.conflicts.setOther = true;
  iot.default = "before";
  expect((await runStep(iot, "release")).code).toBe(EXIT.ok);
  expect(iot.default).toBe("theirs");
});

test("release does not clear a default that another program sets just before the write", async () => {
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

test("release refuses credentials of another account", async () => {
  const iot = ours();
  const { code } = await runStep(iot, "release", { authorizerArn: arnOf(OURS, "999999999999") });
  expect(code).toBe(EXIT.credentials);
  expect(iot.default).toBe(OURS);
});

test("release refuses an endpoint of another Region", async () => {
  const iot = ours();
  const elsewhere = { region: "us-east-1", authorizerArn: arnOf(OURS, ACCOUNT, "us-east-1") };
  expect((await runStep(iot, "release", elsewhere)).code).toBe(EXIT.credentials);
  expect(iot.default).toBe(OURS);
});

test("release succeeds and reports it if only removing the memory fails", async () => {
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

test("release fails if it cannot read whether a mark is left, and succeeds when it is repeated", async () => {
  const iot = ours("theirs").add("theirs");
  iot.fault = { at: 7, done: false, forGood: false, kind: "transient" };
  expect((await runStep(iot, "release")).code).toBe(EXIT.aws);
  expect(iot.calls[7]).toBe("tags");
  expect((await runStep(iot, "release")).code).toBe(EXIT.ok);
  expect(iot.default).toBe("theirs");
});

const HANDOVER = handoverName(OWNER);

test("release restores the default through the handover authorizer's memory after a failed replacement, and removes that authorizer", async () => {
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
])("release removes a leftover handover authorizer if the default is %s", async (_title, current) => {
  const iot = new FakeIot().add(OURS, { owner: OWNER }).add(HANDOVER, { owner: OWNER }).add("theirs");
  iot.default = current;
  expect((await runStep(iot, "release")).code).toBe(EXIT.ok);
  expect(iot.default).toBe(current);
  expect([...iot.authorizers.keys()]).toEqual([OURS, "theirs"]);
});

test("release does not restore the handover authorizer as the default", async () => {
  const iot = ours(HANDOVER).add(HANDOVER, { owner: OWNER });
  const { code, lines } = await runStep(iot, "release");
  expect(code).toBe(EXIT.ok);
  expect(iot.default).toBeUndefined();
  expect(lines[0]).toBe(`The default before ours, "${HANDOVER}", is not put back: it belongs to this stack.`);
});

test("release fails if it cannot remove the mark of an unfinished change, since guard would continue that change", async () => {
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

test("release continues after an interruption that left no default, even if only the handover authorizer has the memory", async () => {
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

test("release restores an earlier default if the latest is gone or INACTIVE, and says why", async () => {
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
