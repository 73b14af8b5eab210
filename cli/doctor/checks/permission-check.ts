import { cdktf } from "../../../config/text";
import { type Check, failed, ok, skipped } from "../doctor-check";

/**
 * Checks that AWS IoT Core may call the function for this authorizer.
 * @see https://docs.aws.amazon.com/iot/latest/developerguide/config-custom-auth.html
 */
export const permission: Check = {
  name: "permission",
  actions: ["lambda:GetPolicy", "iot:DescribeAuthorizer"],
  async run({ api, stack: { stackName }, authorizerName, standIn }) {
    if (standIn) return skipped("the stand-in has no API for a function's permissions");
    const arn = (await api.authorizer(authorizerName))?.authorizerArn;
    if (arn === undefined) return skipped(`there is no authorizer ${authorizerName}`);
    const policy = await api.functionPolicy(stackName);
    const allowed = statementsOf(policy).some((statement) => allows(statement, arn));
    return allowed
      ? ok(`AWS IoT Core may call ${stackName} for ${authorizerName}`)
      : failed(
          `no permission of ${stackName} allows AWS IoT Core to call it for ${arn}, so every login is refused`,
          `Apply the stack, which creates it: ${cdktf("deploy")}`,
        );
  },
};

type Statement = Readonly<Record<string, unknown>>;

function statementsOf(policy: string | undefined): readonly Statement[] {
  const { Statement: found = [] } = JSON.parse(policy ?? "{}") as { Statement?: Statement | Statement[] };
  return Array.isArray(found) ? found : [found as Statement];
}

function allows({ Effect, Action, Principal, Condition }: Statement, authorizerArn: string): boolean {
  const service = (Principal as { Service?: unknown } | undefined)?.Service;
  const conditions = Object.values((Condition ?? {}) as Record<string, Record<string, unknown>>);
  const sources = conditions.flatMap((condition) =>
    Object.entries(condition).flatMap(([key, value]) => (key.toLowerCase() === "aws:sourcearn" ? [value].flat() : [])),
  );
  return (
    Effect === "Allow" &&
    [Action].flat().some((action) => ["lambda:InvokeFunction", "lambda:*", "*"].includes(String(action))) &&
    [service].flat().includes("iot.amazonaws.com") &&
    (sources.length === 0 || sources.includes(authorizerArn))
  );
}
