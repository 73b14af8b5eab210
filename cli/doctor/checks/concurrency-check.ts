import { cdktf } from "../../../config/text";
import { type Check, failed, ok, skipped, warning } from "../doctor-check";

/**
 * Checks that the function can run, and that its reserved concurrency is as configured. Without any, it shares the
 * account's concurrency.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/configuration-concurrency.html
 */
export const concurrency: Check = {
  name: "concurrency",
  actions: ["lambda:GetFunctionConcurrency"],
  async run({ api, stack: { stackName, settings }, standIn }) {
    if (standIn) return skipped("the stand-in has no reserved concurrency");
    const found = await api.reservedConcurrency(stackName);
    if (found === undefined) return skipped(`there is no function ${stackName}`);
    const configured = settings.function.reservedConcurrentExecutions;
    if (found === 0)
      return failed(
        `0 executions of ${stackName} are reserved, so it cannot run and every login is refused`,
        `Somebody stopped the function. To start it again: ${cdktf("deploy")}, or aws lambda delete-function-concurrency --region ${settings.region} --function-name ${stackName}`,
      );
    const [is, shouldBe] = [said(found), said(configured ?? "none")];
    return is === shouldBe
      ? ok(is)
      : warning(
          `${is}, though the configuration says: ${shouldBe}`,
          `See what: ${cdktf("diff")}. Deploy again: ${cdktf("deploy")}`,
        );
  },
};

const said = (reserved: number | "none"): string =>
  reserved === "none"
    ? "none is reserved, so it shares the account's concurrency"
    : `${reserved} concurrent executions are reserved`;
