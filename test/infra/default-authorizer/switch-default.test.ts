import { EXIT } from "../../../infra/default-authorizer/step-errors";
import { FakeIot } from "./fake-iot";
import { OURS, OWNER, runStep } from "./run-step";

const taken = () => {
  const iot = new FakeIot().add(OURS, { owner: OWNER }).add("theirs");
  iot.default = "theirs";
  return iot;
};

test("waits until AWS shows the change, and does not write it twice", async () => {
  const iot = taken();
  const stale = { name: "theirs", arn: "arn:aws:iot:eu-central-1:123456789012:authorizer/theirs", active: true };
  const really = iot.describeDefault.bind(iot);
  let staleAnswers = 3;
  iot.describeDefault = async () => {
    const now = await really();
    return now?.name === OURS && staleAnswers-- > 0 ? stale : now;
  };
  const { code, waited } = await runStep(iot, "set", { takeOver: true });
  expect(code).toBe(EXIT.ok);
  expect(iot.calls.filter((call) => call === "setDefault")).toHaveLength(1);
  expect(waited).toBe(200 + 400 + 800 + 2000);
});

test("fails if AWS does not show the change", async () => {
  const iot = taken();
  iot.setDefault = async () => {};
  const { code, lines, waited } = await runStep(iot, "set", { takeOver: true });
  expect(code).toBe(EXIT.aws);
  expect(lines.at(-1)).toBe(
    'The default authorizer of eu-central-1 must now be "cloudprnt", got: AWS accepted the change, but still reports the former one, or somebody has set it again. ' +
      "Run the same command again.",
  );
  expect(waited).toBe(200 + 400 + 800 + 1600 + 3200);
});

test("fails if a call fails repeatedly, and the default is unchanged", async () => {
  const iot = taken();
  iot.setDefault = () => {
    iot.fault = { at: iot.calls.length, done: false, forGood: false, kind: "transient" };
    return FakeIot.prototype.setDefault.call(iot, OURS);
  };
  const { code, lines } = await runStep(iot, "set", { takeOver: true });
  expect(code).toBe(EXIT.aws);
  expect(lines.at(-1)).toBe("setDefault failed: transient.");
  expect(iot.default).toBe("theirs");
});

test("restores the former default if the new one cannot be set after clearing", async () => {
  const iot = taken();
  iot.conflicts.setOther = true;
  iot.before = (call) => {
    if (call === "setDefault" && iot.default === undefined && !iot.fault) {
      iot.fault = { at: iot.calls.length - 1, done: false, forGood: false, kind: "denied" };
    }
  };
  const { code, lines } = await runStep(iot, "set", { takeOver: true });
  expect(code).toBe(EXIT.aws);
  expect(iot.default).toBe("theirs");
  expect(lines.slice(-2)).toEqual(['"theirs" is the default authorizer again.', "setDefault failed: denied."]);
});

test("names the former default if it cannot be restored either", async () => {
  const iot = taken();
  iot.conflicts.setOther = true;
  iot.before = (call) => {
    if (call === "setDefault" && iot.default === undefined) {
      iot.fault = { at: iot.calls.length - 1, done: false, forGood: false, kind: "denied" };
    }
  };
  const { code, lines } = await runStep(iot, "set", { takeOver: true });
  expect(code).toBe(EXIT.aws);
  expect(lines.slice(-2)).toEqual([
    "setDefault failed: denied.",
    'There may be no default authorizer now; it was "theirs". Run the same command again soon.',
  ]);
});

test("does not replace a default that another program sets meanwhile by the former one", async () => {
  const iot = taken().add("newer");
  iot.conflicts.setOther = true;
  iot.before = (call) => {
    if (call === "setDefault" && iot.default === undefined) {
      iot.default = "newer";
      iot.conflicts.setOther = false;
      iot.fault = { at: iot.calls.length - 1, done: false, forGood: false, kind: "denied" };
    }
  };
  const { code } = await runStep(iot, "set", { takeOver: true });
  expect(code).toBe(EXIT.aws);
  expect(iot.default).toBe("newer");
});

test("restores the former default if only the second attempt to set the new one is denied", async () => {
  const iot = taken();
  iot.conflicts.setOther = true;
  const kinds = ["transient", "denied"] as const;
  let failures = 0;
  iot.before = (call) => {
    const kind = kinds[failures];
    if (call !== "setDefault" || iot.default !== undefined || !kind) return;
    failures++;
    iot.fault = { at: iot.calls.length - 1, done: false, forGood: false, kind };
  };
  expect((await runStep(iot, "set", { takeOver: true })).code).toBe(EXIT.aws);
  expect(iot.default).toBe("theirs");
});

test("succeeds if the answers to the set after clearing and to the following check are lost", async () => {
  const iot = taken();
  iot.conflicts.setOther = true;
  iot.before = (call) => {
    const at = iot.calls.length - 1;
    if (call === "setDefault" && iot.default === undefined)
      iot.fault = { at, done: true, forGood: false, kind: "transient" };
    if (call === "describeDefault" && iot.fault?.done && iot.fault.at === at - 1)
      iot.fault = { at, done: false, forGood: false, kind: "transient" };
  };
  const { code, lines } = await runStep(iot, "set", { takeOver: true });
  expect(code).toBe(EXIT.ok);
  expect(iot.default).toBe(OURS);
  expect(lines.at(-1)).toBe('"cloudprnt" is now the default authorizer of eu-central-1.');
});
