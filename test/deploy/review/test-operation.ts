import { rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { ReviewStack } from "../helpers/review-stack";
import { REGION } from "../helpers/sandbox";

const STACK = "cloudprnt";
const topic = (name: string) => `arn:aws:sns:${REGION}:123456789012:${name}`;
/** Returns a stack's settings. @param rest Settings after the groups */
const settings = (rest: string) => `name: "${STACK}", region: "${REGION}", groups: { devices: device() }, ${rest}`;
const monitored = (alarms: string, metrics: boolean) =>
  `monitoring: { metrics: ${metrics}, ${alarms} dashboard: true }`;
const ALL = monitored(`alarms: { topicArn: "${topic("on-call")}" },`, true);
const TALL = 'function: { memorySize: 256, architecture: "arm64", logRetentionInDays: 90 }';
const SMALL = 'function: { memorySize: 128, architecture: "x86_64", logRetentionInDays: 7 }';

/** Declares tests of reviews of alarms, function and log. @param get Returns the shared stack */
export function testOperation(get: () => ReviewStack): void {
  describe("The review of a change of alarms, function or log", () => {
    let stack: ReviewStack;

    beforeAll(async () => {
      stack = get();
      await stack.checkout.writeUsers([]);
      await stack.deploy(settings(`${ALL}, ${TALL}`));
    });

    it("warns if alarms notify another topic, and if metrics are switched off", async () => {
      const other = monitored(`alarms: { topicArn: "${topic("others")}" },`, false);
      expect(await stack.reviewOf(settings(`${other}, ${TALL}`))).toEqual({
        code: 0,
        text: `cloudprnt: access stays as it is

Resources: 5 to change, 1 to destroy.

Warnings:
  - The function's package changes although its code, users, secrets and groups stay: settings of the handler, such as metrics, or an apply before this one ended halfway.
  - The alarm cloudprnt-refusals is removed: it no longer sends notifications.
  - The alarms cloudprnt-duration, cloudprnt-errors, cloudprnt-throttles notify ${topic("others")} (before: ${topic("on-call")}).
  - The handler's own metrics are switched off: decisions are no longer counted, and a surge of refusals sets off no alarm.

Resources:
  - change aws_cloudwatch_dashboard.authorizer
  - change aws_cloudwatch_metric_alarm.duration
  - change aws_cloudwatch_metric_alarm.errors
  - change aws_cloudwatch_metric_alarm.throttles
  - change aws_lambda_function.authorizer
  - destroy aws_cloudwatch_metric_alarm.refusals
`,
      });
    });

    it("warns if alarms no longer notify a topic", async () => {
      const { code, text } = await stack.reviewOf(settings(`${monitored("alarms: {},", true)}, ${TALL}`));
      expect(code).toBe(0);
      expect(text).toContain(
        `  - The alarms cloudprnt-duration, cloudprnt-errors, cloudprnt-refusals, cloudprnt-throttles notify no topic any more (before: ${topic("on-call")}).\n`,
      );
    });

    it("warns if all alarms and the dashboard are removed", async () => {
      expect(await stack.reviewOf(settings(TALL))).toEqual({
        code: 0,
        text: `cloudprnt: access stays as it is

Resources: 1 to change, 5 to destroy.

Warnings:
  - The function's package changes although its code, users, secrets and groups stay: settings of the handler, such as metrics, or an apply before this one ended halfway.
  - The alarms cloudprnt-duration, cloudprnt-errors, cloudprnt-refusals, cloudprnt-throttles are removed: they no longer send notifications.
  - Views of logins are removed: the dashboard.

Resources:
  - change aws_lambda_function.authorizer
  - destroy aws_cloudwatch_dashboard.authorizer
  - destroy aws_cloudwatch_metric_alarm.duration
  - destroy aws_cloudwatch_metric_alarm.errors
  - destroy aws_cloudwatch_metric_alarm.refusals
  - destroy aws_cloudwatch_metric_alarm.throttles
`,
      });
    });

    it("says which settings of the function change, and that its log is kept for a shorter time", async () => {
      expect(await stack.reviewOf(settings(`${ALL}, ${SMALL}`))).toEqual({
        code: 0,
        text: `cloudprnt: access stays as it is

Resources: 2 to change.

Warnings:
  - The decision log is kept for 7 days only (before: 90 days): AWS deletes what is older.
  - The function runs differently: architecture x86_64 (before: arm64), memory 128 MB (before: 256 MB).

Resources:
  - change aws_cloudwatch_log_group.authorizer
  - change aws_lambda_function.authorizer
`,
      });
    });

    it("warns of policies, permissions and environment variables that an override file adds", async () => {
      const everything = JSON.stringify({
        Version: "2012-10-17",
        Statement: [{ Effect: "Allow", Action: "*", Resource: "*" }],
      });
      const added = {
        resource: {
          aws_iam_role_policy: { write_decision_log: { policy: everything } },
          aws_lambda_function: {
            authorizer: { environment: { variables: { NODE_OPTIONS: "--import=./hunter2.mjs" } } },
          },
          aws_lambda_permission: { invoke: { source_arn: null } },
          aws_iot_policy: { everything: { name: "everything", policy: everything } },
        },
      };
      const file = join(stack.folder, "added_override.tf.json");
      const foreign = join(stack.folder, "foreign.tf.json");
      const { aws_iot_policy, ...overrides } = added.resource;
      await writeFile(file, JSON.stringify({ resource: overrides }));
      await writeFile(foreign, JSON.stringify({ resource: { aws_iot_policy } }));
      try {
        expect(await stack.reviewOf(settings(`${ALL}, ${TALL}`))).toEqual({
          code: 1,
          text: `cloudprnt: access widens

Resources: 1 to add, 2 to change, 1 to replace.

Warnings:
  - The plan differs from what this project makes of this configuration, in 5 places that the section below names: their effect on access is not known.
  - The function can be called for others than this stack's authorizer: any authorizer (no source_arn).
  - The function may do more than this project needs: * on *.
  - The function differs from what this project makes: it has the environment variables NODE_OPTIONS. Each of these can change who can log in.
  - This review does not know what these allow, since no stack made here has them: aws_iot_policy.everything.

What this project does not make:
  - aws_iot_policy.everything is not in the synthesis
  - aws_iam_role_policy.write_decision_log: policy is not what the synthesis says
  - aws_lambda_function.authorizer: environment is not in the synthesis
  - aws_lambda_permission.invoke: source_arn is not what the synthesis says
  - aws_lambda_function.authorizer: environment changes, and the review has no sentence for it

Resources:
  - add aws_iot_policy.everything
  - change aws_iam_role_policy.write_decision_log
  - change aws_lambda_function.authorizer
  - replace aws_lambda_permission.invoke
`,
        });
      } finally {
        await Promise.all([rm(file), rm(foreign)]);
      }
    });
  });
}
