import { AwsCallError } from "../../../aws/aws-call-error";
import { run } from "../../../infra/default-authorizer/run";
import { StepError } from "../../../infra/default-authorizer/step-errors";
import { type SweepApi, sweepPolicy } from "../../../infra/policy-sweep/sweep";
import { SWEEP_VARIABLE, type SweepInput } from "../../../infra/policy-sweep/sweep-input";

const ARN = "arn:aws:iot:us-east-1:123456789012:policy/fleet-sensors";
const INPUT: SweepInput = { policyName: "fleet-sensors", policyArn: ARN, region: "us-east-1", onDestroy: "detach" };
const certificate = (index: number) =>
  `arn:aws:iot:us-east-1:123456789012:cert/${index.toString(16).padStart(64, "0")}`;
const missing = () => Promise.reject(new AwsCallError("iot:GetPolicy", "not-found", "gone"));

/** An account with certificates that carry the policy, and one that carries another stack's policy. */
class Account {
  readonly attached: Map<string, Set<string>>;
  readonly inactive: string[] = [];
  readonly types = new Map([["sensor-7", "thermometer"]]);
  readonly lines: string[] = [];
  constructor(ours: readonly string[]) {
    this.attached = new Map([
      ["fleet-sensors", new Set(ours)],
      ["others", new Set([certificate(999)])],
    ]);
  }
  readonly api: SweepApi = {
    policyArn: async (name) => (this.attached.has(name) ? ARN : undefined),
    targets: async (name) => [...(this.attached.get(name) ?? [])].slice(0, 3),
    detach: async (name, target) => {
      this.attached.get(name)?.delete(target);
    },
    thingsOf: async (arn) => (arn === certificate(1) ? ["sensor-7"] : []),
    typeOf: async (thing) => this.types.get(thing),
    takeTypeOff: async (thing) => {
      this.types.delete(thing);
    },
    deactivate: async (id) => {
      this.inactive.push(id);
    },
  };
  sweep(input: Partial<SweepInput> = {}, api: Partial<SweepApi> = {}): Promise<void> {
    const say = (line: string) => this.lines.push(line);
    return sweepPolicy({ input: { ...INPUT, ...input }, api: { ...this.api, ...api }, say });
  }
}

test("detaches the policy from all its targets, reports each, and changes no other policy", async () => {
  const account = new Account([1, 2, 3, 4].map(certificate));
  await account.sweep();
  expect(account.attached.get("fleet-sensors")).toEqual(new Set());
  expect(account.attached.get("others")).toEqual(new Set([certificate(999)]));
  expect(account.inactive).toEqual([]);
  expect(account.lines[0]).toBe("Policy fleet-sensors: detached from certificate 000000000000… of thing sensor-7.");
  expect(account.lines.at(-1)).toBe(
    "Policy fleet-sensors: detached from 4 targets that Terraform does not know. Their things and certificates are still there.",
  );
});

test("deactivates certificates with onDestroy: deactivate, and also detaches thing groups", async () => {
  const group = "arn:aws:iot:us-east-1:123456789012:thinggroup/roof";
  const account = new Account([certificate(1), group]);
  await account.sweep({ onDestroy: "deactivate" });
  expect(account.inactive).toEqual([certificate(1).slice(-64)]);
  expect(account.lines).toContain(`Policy fleet-sensors: detached from ${group}.`);
  expect(account.lines).toContain(
    "Policy fleet-sensors: detached from certificate 000000000000… of thing sensor-7, which is INACTIVE now.",
  );
});

test("removes a destroyed thing type from things, since AWS deletes only unused types, and keeps other types", async () => {
  const account = new Account([certificate(1)]);
  await account.sweep({ thingTypes: ["barometer"] });
  expect(account.types.get("sensor-7")).toBe("thermometer");
  const another = new Account([certificate(1)]);
  await another.sweep({ thingTypes: ["thermometer"] });
  expect(another.types.size).toBe(0);
  expect(another.lines).toContain("Thing sensor-7: its type thermometer is removed, since the type is destroyed.");
});

test("names the thing whose type cannot be removed because it has too many attributes", async () => {
  const refusal = new AwsCallError(
    "iot:UpdateThing",
    "refused",
    "AWS IoT refused iot:UpdateThing: too many attributes.",
  );
  const takeTypeOff = () => Promise.reject(refusal);
  await expect(new Account([certificate(1)]).sweep({ thingTypes: ["thermometer"] }, { takeTypeOff })).rejects.toThrow(
    "Thing sensor-7 must lose its type thermometer, which is destroyed, got: AWS IoT refused iot:UpdateThing: too many attributes. " +
      "A thing with more than 3 attributes needs a type: give it another one or take attributes off it, then run the same command again.",
  );
});

test("changes nothing if the policy has no targets or does not exist", async () => {
  const account = new Account([]);
  await account.sweep();
  await account.sweep({ policyName: "gone", policyArn: `${ARN}x` });
  expect(account.lines).toEqual([
    "Policy fleet-sensors: it is attached to no device that Terraform does not know.",
    "Policy gone does not exist in us-east-1: nothing to detach.",
  ]);
});

test("continues if a certificate is deleted meanwhile", async () => {
  const account = new Account([certificate(1)]);
  await account.sweep(
    { onDestroy: "deactivate" },
    {
      thingsOf: missing,
      deactivate: missing,
      detach: async (name, target) => {
        await account.api.detach(name, target);
        return missing();
      },
    },
  );
  expect(account.lines).toHaveLength(2);
});

test("reports fifty targets one by one, and the number of all", async () => {
  const account = new Account(Array.from({ length: 120 }, (_, index) => certificate(index)));
  await account.sweep();
  expect(account.lines.length).toBeLessThan(60);
  expect(account.lines.at(-1)).toContain("120 targets");
});

test("changes nothing with credentials of another account, and stops at a failed call", async () => {
  const account = new Account([certificate(1)]);
  const other = ARN.replace("123456789012", "999999999999");
  await expect(account.sweep({ policyArn: other })).rejects.toThrow(StepError);
  expect(account.attached.get("fleet-sensors")?.size).toBe(1);
  const denied = new AwsCallError("iot:DetachPolicy", "denied", "not allowed");
  await expect(account.sweep({}, { detach: () => Promise.reject(denied) })).rejects.toBe(denied);
  await account.sweep();
  expect(account.attached.get("fleet-sensors")?.size).toBe(0);
});

test("is a command of the step's program, which refuses a wrong input without a call of AWS", async () => {
  const account = new Account([certificate(1)]);
  const program = async (input: object) => {
    const lines: string[] = [];
    const code = await run({
      arguments: ["sweep"],
      environment: { [SWEEP_VARIABLE]: JSON.stringify(input) },
      out: (line) => lines.push(line),
      err: (line) => lines.push(line),
      connect: () => Promise.reject(new Error("not asked for")),
      connectSweep: async () => account.api,
      wait: async () => {},
    });
    return { code, lines };
  };
  expect(await program({ ...INPUT, policyName: "x", onDestroy: "delete", thingTypes: "t", profile: null })).toEqual({
    code: 2,
    lines: [
      "`policyName` must agree with `policyArn`.",
      "`onDestroy` must be `detach` or `deactivate`.",
      "`thingTypes` must be a list of texts.",
    ],
  });
  expect(account.attached.get("fleet-sensors")?.size).toBe(1);
  expect(await program({ ...INPUT, profile: null })).toMatchObject({ code: 0 });
  expect(account.attached.get("fleet-sensors")?.size).toBe(0);
});
