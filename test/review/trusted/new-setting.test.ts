import { LambdaFunction } from "@cdktf/provider-aws/lib/lambda-function";
import type { AuthStack } from "../../../infra/stack";
import { verdictOf } from "../recorded-plan";
import { imaginedPlan } from "./imagined-plan";
import { synthesized } from "./synthesized";

/** Returns a change of a stack that adds a setting, as a later version of this project could do. */
const withSetting = (name: string, value: unknown) => (stack: AuthStack) => {
  const [lambda] = stack.node.findAll().filter((construct) => construct instanceof LambdaFunction);
  lambda?.addOverride(name, value);
};

describe("A setting that a construct has from one version of this project on", () => {
  it("is refused without a sentence, even if all other settings are those of the synthesis", async () => {
    const [before, after] = [
      await synthesized(),
      await synthesized({}, { more: withSetting("kms_key_arn", "arn:aws:kms:x") }),
    ];
    const { access, text } = verdictOf(imaginedPlan(before, after));
    expect(access).toBe("widens");
    expect(text).toContain(
      "What this project does not make:\n  - aws_lambda_function.authorizer: kms_key_arn changes, and the review has no sentence for it\n",
    );
    expect(text.match(/no sentence for it/g)).toHaveLength(1);
  });

  it("is also refused in a new block, and if it is removed", async () => {
    const [before, after] = [
      await synthesized(),
      await synthesized({}, { more: withSetting("snap_start", { apply_on: "PublishedVersions" }) }),
    ];
    for (const plan of [imaginedPlan(before, after), imaginedPlan(after, before)]) {
      const { access, text } = verdictOf(plan);
      expect(access).toBe("widens");
      expect(text).toContain(
        "aws_lambda_function.authorizer: snap_start changes, and the review has no sentence for it",
      );
    }
  });

  it("passes if the setting has a sentence", async () => {
    const [before, after] = [await synthesized(), await synthesized({}, { more: withSetting("memory_size", 512) })];
    const { access, text } = verdictOf(imaginedPlan(before, after));
    expect(access).toBe("unchanged");
    expect(text).toContain("memory 512 MB (before: 256 MB)");
  });
});
