import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { AttachRolePolicyCommand, CreatePolicyCommand, DetachRolePolicyCommand, IAMClient } from "@aws-sdk/client-iam";
import { AddPermissionCommand, LambdaClient } from "@aws-sdk/client-lambda";
import { membersOf } from "../../../review/trusted/plan-json";
import { patchBetween } from "../../review/plan-patch";
import type { RecordedRow } from "../../review/recorded-plan";
import type { ReviewStack } from "../helpers/review-stack";
import { REGION } from "../helpers/sandbox";
import { recordedForm } from "../helpers/scrub-plan";
import type { Row } from "./plan-row";
import { ROWS } from "./plan-rows";

/** A policy that is attached to the function's role outside Terraform. */
const ATTACHED = { RoleName: `cloudprnt-${REGION}`, PolicyArn: "arn:aws:iam::123456789012:policy/theirs" };
const THEIRS = JSON.stringify({
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Action: "s3:*", Resource: "*" }],
});

/**
 * Returns a JSON value with another value at a path, or without one. Objects on the path are made if they are missing.
 */
function changedAt(of: unknown, [step, ...rest]: readonly string[], value: unknown): unknown {
  if (step === undefined) return value;
  if (Array.isArray(of)) {
    const copy = [...of];
    copy[Number(step)] = changedAt(of[Number(step)], rest, value);
    return copy;
  }
  const { [step]: old, ...others } = membersOf(of);
  return rest.length === 0 && value === undefined ? others : { ...others, [step]: changedAt(old, rest, value) };
}

/**
 * Declares tests that make a plan of each row with Terraform, all from the same state, and review it with and without
 * the plan file.
 * @param get Returns the deployed stack, the folder of its synthesis, which no test changes, and a function that
 * restores its configuration
 * @param recorded Folder of recorded plans, with `deployed.json`
 * @param record Whether the differences from `deployed.json` are recorded instead of compared
 */
export function testRows(
  get: () => { readonly stack: ReviewStack; readonly trusted: string; readonly restore: () => Promise<void> },
  recorded: string,
  record: boolean,
): void {
  describe("A plan that this project never makes", () => {
    const rows: RecordedRow[] = [];
    let known: readonly RecordedRow[] = [];
    /** Texts of the files that rows change, before any change, and of the plan without changes. */
    let before: { readonly configuration: string; readonly state: string; readonly plan: string };
    let deployed: { readonly plan: unknown };
    const aws = () => ({
      region: REGION,
      endpoint: get().stack.sandbox.controlPlane.url,
      credentials: { accessKeyId: "a", secretAccessKey: "b" },
    });
    const path = (file: string) => join(get().stack.folder, file);
    const statePath = () => join(get().stack.checkout.folder, "terraform.cloudprnt.tfstate");

    beforeAll(async () => {
      const { stack, restore } = get();
      await restore();
      const plan = await stack.plan();
      const [configuration, state] = await Promise.all([
        readFile(path("cdk.tf.json"), "utf8"),
        readFile(statePath(), "utf8"),
      ]);
      before = { configuration, state, plan };
      deployed = JSON.parse(await readFile(join(recorded, "deployed.json"), "utf8"));
      if (!record) known = JSON.parse(await readFile(join(recorded, "rows.json"), "utf8"));
      // Changes made outside Terraform: one row imports the permission, another finds the attached policy.
      await new LambdaClient(aws()).send(
        new AddPermissionCommand({
          FunctionName: "cloudprnt",
          StatementId: "open",
          Action: "lambda:InvokeFunction",
          Principal: "*",
        }),
      );
      const iam = new IAMClient(aws());
      await iam.send(new CreatePolicyCommand({ PolicyName: "theirs", PolicyDocument: THEIRS }));
      await iam.send(new AttachRolePolicyCommand(ATTACHED));
    });
    afterAll(async () => {
      await Promise.all([writeFile(path("cdk.tf.json"), before.configuration), writeFile(statePath(), before.state)]);
      await new IAMClient(aws()).send(new DetachRolePolicyCommand(ATTACHED));
      if (record)
        await writeFile(join(recorded, "rows.json"), `[\n${rows.map((row) => JSON.stringify(row)).join(",\n")}\n]\n`);
    });

    it.each(ROWS.map((row) => [row.title, row] as const))("is reported by the review: %s", async (_, row) => {
      const { stack, trusted } = get();
      const text = await planOf(row);
      const run = async (...args: string[]) => stack.run("--synthesized", trusted, ...args);
      const [whole, alone] = [await run("--plan-file", "tfplan"), await run()];
      expect(whole.stdout).toContain(row.says);
      expect(whole.code).toBe(row.isHarmless ? 0 : 1);
      if (row.onlyInPlanFile)
        return expect([alone.code, alone.stdout]).toEqual([0, expect.not.stringContaining(row.says)]);
      expect(alone.stdout).toContain(row.says);
      expect(alone.code).toBe(whole.code);

      const [, , plan] = recordedForm([before.plan, before.configuration, text]);
      const { title, says, isHarmless } = row;
      const now = { title, says, ...(isHarmless ? { isHarmless } : {}), patch: patchBetween(deployed.plan, plan) };
      rows.push(JSON.parse(JSON.stringify(now)));
      if (!record) expect(rows.at(-1)).toEqual(known.find((one) => one.title === title));
    });

    /** Makes the plan of a row from the state that all rows begin with, and removes the row's further files. */
    async function planOf(row: Row): Promise<string> {
      const { sandbox, folder } = get().stack;
      const state = JSON.parse(before.state);
      const whole = Object.entries(row.configuration ?? {}).reduce<unknown>(
        (of, [at, value]) => changedAt(of, at.split("."), value),
        JSON.parse(before.configuration),
      );
      await Promise.all([
        writeFile(path("cdk.tf.json"), JSON.stringify(whole)),
        writeFile(
          statePath(),
          JSON.stringify({ ...state, resources: row.state?.(state.resources) ?? state.resources }),
        ),
        ...Object.entries(row.files ?? {}).map(([name, content]) => writeFile(path(name), JSON.stringify(content))),
      ]);
      if (row.module) {
        await mkdir(path("more"));
        await writeFile(path("more/main.tf.json"), JSON.stringify(row.module));
        await sandbox.terraform.must(folder, "get");
      }
      try {
        const args = ["-input=false", "-refresh=false", "-out=tfplan", ...(row.args ?? [])];
        await sandbox.terraform.must(folder, "plan", ...args);
        const { stdout } = await sandbox.terraform.must(folder, "show", "-json", "tfplan");
        await writeFile(path("plan.json"), stdout);
        return stdout;
      } finally {
        const more = [...Object.keys(row.files ?? {}), ...(row.module ? ["more", ".terraform/modules"] : [])];
        await Promise.all(more.map((name) => rm(path(name), { recursive: true })));
      }
    }
  });
}
