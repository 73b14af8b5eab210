import { cdktf } from "../../../config/text";
import { type Check, failed, ok, skipped, warning } from "../doctor-check";

/**
 * May the function run at all, and as often at once as configured? With none set aside it shares the account's.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/configuration-concurrency.html
 */
export const concurrency: Check = {
  name: "concurrency",
  actions: ["lambda:GetFunctionConcurrency"],
  async run({ api, stack: { stackName, settings }, standIn }) {
    if (standIn) return skipped("the stand-in runs every login that comes");
    const found = await api.reservedConcurrency(stackName);
    if (found === undefined) return skipped(`there is no function ${stackName}`);
    const configured = settings.function.reservedConcurrentExecutions;
    if (found === 0)
      return failed(
        `none may run: 0 executions of ${stackName} are reserved, so every login is refused`,
        `Somebody stopped it. To let logins in again: ${cdktf("deploy")}, or aws lambda delete-function-concurrency --region ${settings.region} --function-name ${stackName}`,
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
  reserved === "none" ? "none is reserved, it shares the account's" : `${reserved} executions at once are reserved`;
