import { handoverPermission } from "../../../infra/default-authorizer/handover";
import { handoverName } from "../../../infra/default-authorizer/names";
import { EXIT } from "../../../infra/default-authorizer/step-errors";
import { arnOf, FakeIot, FUNCTION } from "./fake-iot";
import { input, OURS, OWNER, runStep } from "./run-step";

const ours = () => new FakeIot().add(OURS, { owner: OWNER });

test("set makes the stack's authorizer the default in a Region without one, and reports both", async () => {
  const iot = ours();
  const { code, lines } = await runStep(iot, "set");
  expect(code).toBe(EXIT.ok);
  expect(iot.default).toBe(OURS);
  expect(iot.memoryOf(OURS)).toBeUndefined();
  expect(lines).toEqual([
    "eu-central-1 has no default authorizer.",
    '"cloudprnt" is now the default authorizer of eu-central-1.',
  ]);
});

test("set changes nothing if the stack's authorizer is the default already", async () => {
  const iot = ours();
  iot.default = OURS;
  const { code, lines } = await runStep(iot, "set");
  expect(code).toBe(EXIT.ok);
  expect(iot.calls).toEqual(["describeDefault", "tags", "describe"]);
  expect(lines).toEqual(['"cloudprnt" is already the default authorizer of eu-central-1.']);
});

test("set copies the former authorizer's memory before it replaces that authorizer as the default", async () => {
  const iot = ours().add("before", { owner: OWNER, previous: "theirs" }).add("theirs");
  iot.default = "before";
  const { code, lines } = await runStep(iot, "set");
  expect(code).toBe(EXIT.ok);
  expect(iot.default).toBe(OURS);
  expect(iot.memoryOf(OURS)).toBe("theirs");
  expect(iot.calls.indexOf("tag")).toBeLessThan(iot.calls.indexOf("setDefault"));
  expect(lines[0]).toBe('The default authorizer of eu-central-1 is "before", this stack\'s former one.');
});

test("set does not remember the stack's own former authorizer, and removes the memory of an earlier attempt", async () => {
  const iot = new FakeIot().add(OURS, { owner: OWNER, previous: "stale" }).add("before", { owner: OWNER });
  iot.default = "before";
  expect((await runStep(iot, "set")).code).toBe(EXIT.ok);
  expect(iot.memoryOf(OURS)).toBe("");
});

test("set refuses to replace another stack's default, names it and the remedy, and changes nothing", async () => {
  const iot = ours().add("theirs", { owner: "another-stack" });
  iot.default = "theirs";
  const { code, lines } = await runStep(iot, "set");
  expect(code).toBe(EXIT.foreign);
  expect(iot.default).toBe("theirs");
  expect(iot.calls).toEqual(["describeDefault", "tags"]);
  expect(lines).toEqual([
    `The default authorizer of eu-central-1 must be this stack's or none, got: "theirs" (${arnOf("theirs")}), which is not this stack's. ` +
      "Nothing was changed. Either turn `authorizer.setAsDefault` off and let devices name the authorizer by adding " +
      "?x-amz-customauthorizer-name=cloudprnt to their user name, or set `authorizer.takeOver: true` to replace it " +
      "(it is put back when this stack is destroyed).",
  ]);
});

test("set replaces another stack's default with takeOver, and remembers its name first", async () => {
  const iot = ours().add("a,theirs");
  iot.default = "a,theirs";
  const { code, lines } = await runStep(iot, "set", { takeOver: true });
  expect(code).toBe(EXIT.ok);
  expect(iot.default).toBe(OURS);
  expect(iot.memoryOf(OURS)).toBe("a:theirs");
  expect(iot.calls.indexOf("tag")).toBeLessThan(iot.calls.indexOf("setDefault"));
  expect(lines[0]).toContain("taking over, as `takeOver` says");
});

test("set also remembers the defaults that another stack remembers, without its own, and reports a name that does not fit", async () => {
  const long = "x".repeat(128);
  const iot = ours()
    .add(long, { owner: "another-stack", previous: `theirs+${OURS}+${handoverName(OWNER)}+a:b+${"y".repeat(120)}` })
    .add("theirs");
  iot.default = long;
  const { code, lines } = await runStep(iot, "set", { takeOver: true });
  expect(code).toBe(EXIT.ok);
  expect(iot.memoryOf(OURS)).toBe(`${long}+theirs+a:b`);
  expect(lines.filter((line) => line.includes("cannot be remembered"))).toEqual([
    `"${"y".repeat(120)}", a default before that, cannot be remembered: the names are too long together.`,
  ]);
});

test("set keeps the memory if another program has cleared the default", async () => {
  const iot = new FakeIot().add(OURS, { owner: OWNER, previous: "theirs" }).add("theirs");
  expect((await runStep(iot, "set")).code).toBe(EXIT.ok);
  expect(iot.memoryOf(OURS)).toBe("theirs");
});

test("set removes the mark of an unfinished change once the stack's authorizer is the default", async () => {
  const iot = new FakeIot().add(OURS, { owner: OWNER, previous: "theirs/cleared" }).add("theirs");
  iot.default = OURS;
  expect((await runStep(iot, "set")).code).toBe(EXIT.ok);
  expect(iot.memoryOf(OURS)).toBe("theirs");
});

test("set reports the Region without the stack's authorizer before it changes another stack's default", async () => {
  const iot = new FakeIot().add("theirs");
  iot.default = "theirs";
  const { code, lines } = await runStep(iot, "set", { takeOver: true });
  expect(code).toBe(EXIT.aws);
  expect(iot.default).toBe("theirs");
  expect(lines.at(-1)).toBe(
    'Authorizer "cloudprnt" must exist in Region eu-central-1, got: no such authorizer there. Check that the provider\'s Region is ' +
      `eu-central-1 and that ${arnOf(OURS)} was not deleted, then apply again.`,
  );
});

test("set reports that the authorizer was deleted during the run", async () => {
  const iot = ours();
  iot.before = (call) => {
    if (call === "setDefault") iot.authorizers.delete(OURS);
  };
  const { code, lines } = await runStep(iot, "set");
  expect(code).toBe(EXIT.aws);
  expect(lines.at(-1)).toContain('Authorizer "cloudprnt" must exist in Region eu-central-1');
});

test("set refuses credentials of another account that has a default", async () => {
  const iot = ours().add("theirs");
  iot.default = "theirs";
  const { code, lines } = await runStep(iot, "set", { authorizerArn: arnOf(OURS, "999999999999"), takeOver: true });
  expect(code).toBe(EXIT.credentials);
  expect(iot.default).toBe("theirs");
  expect(lines.at(-1)).toContain(`got: ones that see ${arnOf("theirs")}. Nothing was changed.`);
});

test("set refuses credentials of another account that has an authorizer of the same name and no default", async () => {
  const iot = ours();
  const { code } = await runStep(iot, "set", { authorizerArn: arnOf(OURS, "999999999999") });
  expect(code).toBe(EXIT.credentials);
  expect(iot.default).toBeUndefined();
});

test("set decides again if another default is set between the check and the write", async () => {
  const iot = ours().add("theirs");
  iot.before = (_call, index) => {
    if (index === 2) iot.default = "theirs";
  };
  const { code } = await runStep(iot, "set");
  expect(code).toBe(EXIT.foreign);
  expect(iot.default).toBe("theirs");
  expect(iot.calls).not.toContain("setDefault");
});

test("set with takeOver remembers a default that was set after the first check", async () => {
  const iot = ours().add("first").add("second");
  iot.default = "first";
  iot.before = (call) => {
    if (call === "tag" && iot.memoryOf(OURS) === undefined) iot.default = "second";
  };
  expect((await runStep(iot, "set", { takeOver: true })).code).toBe(EXIT.ok);
  expect(iot.default).toBe(OURS);
  expect(iot.memoryOf(OURS)).toBe("second");
});

test("set fails without a change if the default differs at every check", async () => {
  const iot = ours().add("even").add("odd");
  iot.default = "odd";
  iot.before = (call) => {
    if (call === "describeDefault") iot.default = iot.default === "even" ? "odd" : "even";
  };
  const { code, lines } = await runStep(iot, "set", { takeOver: true });
  expect(code).toBe(EXIT.aws);
  expect(iot.calls).not.toContain("setDefault");
  expect(lines.at(-1)).toContain("got: a different one at every check");
});

const HANDOVER = handoverName(OWNER);
const handover = (previous?: string) =>
  ours().add(HANDOVER, { owner: OWNER, ...(previous === undefined ? {} : { previous }) });

test("set copies the handover authorizer's memory, replaces it as the default, and removes it with its permission", async () => {
  const iot = handover("theirs");
  iot.default = HANDOVER;
  await iot.addPermission(handoverPermission(input(), FUNCTION));
  const { code, lines } = await runStep(iot, "set");
  expect(code).toBe(EXIT.ok);
  expect(iot.default).toBe(OURS);
  expect(iot.memoryOf(OURS)).toBe("theirs");
  expect([...iot.authorizers.keys()]).toEqual([OURS]);
  expect(iot.permissions()).toEqual([]);
  expect(lines).toEqual([
    `The default authorizer of eu-central-1 is "${HANDOVER}", this stack's former one.`,
    '"cloudprnt" is now the default authorizer of eu-central-1.',
    `The handover authorizer "${HANDOVER}" is removed.`,
  ]);
});

test("set removes a leftover handover authorizer if the stack's authorizer is the default already", async () => {
  const iot = handover();
  iot.default = OURS;
  expect((await runStep(iot, "set")).code).toBe(EXIT.ok);
  expect([...iot.authorizers.keys()]).toEqual([OURS]);
});

test("set fails and reports it if the handover authorizer cannot be removed, and succeeds when it is repeated", async () => {
  const iot = handover();
  iot.default = HANDOVER;
  iot.before = (call, at) => {
    if (call === "deleteAuthorizer") iot.fault = { at, done: false, forGood: true, kind: "denied" };
  };
  const { code, lines } = await runStep(iot, "set");
  expect(code).toBe(EXIT.aws);
  expect(iot.default).toBe(OURS);
  expect(lines.slice(-2)).toEqual([
    "deleteAuthorizer failed: denied.",
    `The handover authorizer "${HANDOVER}" of a replacement is left over. Run the same command again to remove it.`,
  ]);
  [iot.fault, iot.before] = [undefined, () => {}];
  expect((await runStep(iot, "set")).code).toBe(EXIT.ok);
  expect([...iot.authorizers.keys()]).toEqual([OURS]);
});

test("set copies the memory of a handover authorizer that was cleared before an interruption", async () => {
  const iot = handover("theirs/cleared");
  expect((await runStep(iot, "set")).code).toBe(EXIT.ok);
  expect(iot.default).toBe(OURS);
  expect(iot.memoryOf(OURS)).toBe("theirs");
});

test("set refuses an authorizer with the handover authorizer's name, without a call of AWS", async () => {
  const iot = new FakeIot().add(HANDOVER, { owner: OWNER });
  const { code, lines } = await runStep(iot, "set", { authorizerName: HANDOVER });
  expect(code).toBe(EXIT.badInput);
  expect(iot.calls).toEqual([]);
  expect(lines).toEqual([
    `\`authorizerName\` must not be "${HANDOVER}": that is the name of the authorizer which stands in while this stack's own is ` +
      "replaced. Nothing was changed. Choose another `authorizer.name`.",
  ]);
});
