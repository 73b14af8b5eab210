import { storeRow } from "../../config/store-kinds";
import { shellCommand } from "../../config/text/quote";
import { ADDRESS } from "../../infra/addresses";
import { functionDescription } from "../../infra/constructs/authorizer-function";
import { roleDescription } from "../../infra/constructs/authorizer-role";
import { invokeStatementId } from "../../infra/constructs/invoke-permission";
import { type Named, STORE_TOOLS } from "../store-tools";
import type { DoctorApi } from "./api";
import { type Check, failed, ok, type Subject, skipped } from "./check";

/**
 * Is there something of the stack in AWS that Terraform does not know of? When an apply is ended by force while AWS makes something, the answer is
 * lost, and every further apply wants to make it again: AWS says that it exists already. `terraform import` tells Terraform of it.
 * @see https://developer.hashicorp.com/terraform/cli/import
 */
export const leftovers: Check = {
  name: "leftovers",
  actions: [
    "logs:DescribeLogGroups",
    "iam:GetRole",
    "lambda:GetFunctionConfiguration",
    "lambda:GetPolicy",
    "iot:DescribeAuthorizer",
    "iot:ListTagsForResource",
    "iot:DescribeDomainConfiguration",
    "dynamodb:DescribeTable",
  ],
  async run(subject) {
    const { api, state, standIn, terraform } = subject;
    if (standIn) return skipped("the stand-in has what its control plane was told to make, and no state");
    if ("missing" in state) return skipped(`Terraform's state cannot be read: ${state.missing}`);
    const unknown = namedThings(subject).filter(({ address }) => !state.addresses.has(address));
    const found = await Promise.all(unknown.map(async (named) => ({ named, is: await named.find(api) })));
    const name = ({ kind, id }: Named) => `${kind} ${id}`;
    const foreign = found.filter(({ is }) => is === "another's").map(({ named }) => name(named));
    if (foreign.length > 0) {
      return failed(
        `names that this stack needs are taken in AWS by something else: ${foreign.join(", ")}`,
        "Give the stack another name, or find out whose that is.",
      );
    }
    const left = found.filter(({ is }) => is === "there").map(({ named }) => named);
    if (left.length === 0) return ok("Terraform's state has everything of the stack that is in AWS");
    return failed(
      `in AWS, but not in Terraform's state: ${left.map(name).join(", ")}; an apply that was ended by force leaves that behind`,
      [
        "If no other copy of this project has deployed it (its state would be elsewhere), tell Terraform of it, then apply again:",
        ...left.map(({ address, id }) => shellCommand([...terraform, "import", address, id])),
      ].join("\n"),
    );
  },
};

/** In the order in which they depend on one another. */
function namedThings({ stack, authorizerName }: Subject): Named[] {
  const { stackName, settings } = stack;
  const logGroup = `/aws/lambda/${stackName}`;
  const role = `${stackName}-${settings.region}`;
  const ofStore = storeRow(settings, STORE_TOOLS).named?.(stack);
  const statement = invokeStatementId(authorizerName);
  return [
    {
      address: ADDRESS.logGroup,
      id: logGroup,
      kind: "log group",
      find: async (api) => ((await api.hasLogGroup(logGroup)) ? "there" : "missing"),
    },
    {
      address: ADDRESS.role,
      id: role,
      kind: "role",
      find: async (api) =>
        whose(await api.roleDescription(role), (text) => text.startsWith(roleDescription(stackName))),
    },
    ...(ofStore ? [ofStore] : []),
    {
      address: ADDRESS.function,
      id: stackName,
      kind: "function",
      find: async (api) => {
        const found = await api.functionConfiguration(stackName);
        return whose(found && (found.Description ?? ""), (text) => text === functionDescription(stackName));
      },
    },
    {
      address: ADDRESS.authorizer,
      id: authorizerName,
      kind: "authorizer",
      find: async (api) => {
        const arn = (await api.authorizer(authorizerName))?.authorizerArn;
        return whose(arn && ((await api.ownerOf(arn)) ?? ""), (owner) => owner === stackName);
      },
    },
    {
      address: ADDRESS.invokePermission,
      id: `${stackName}/${statement}`,
      kind: "permission",
      find: async (api) => ((await api.functionPolicy(stackName))?.includes(`"${statement}"`) ? "there" : "missing"),
    },
    ...(settings.endpoint === undefined
      ? []
      : [
          {
            address: ADDRESS.endpoint,
            id: stackName,
            kind: "domain configuration",
            find: async (api: DoctorApi) =>
              (await api.hasDomainConfiguration(stackName)) ? ("there" as const) : ("missing" as const),
          },
        ]),
  ];
}

/** What something says of itself tells whose it is. */
function whose(says: string | undefined, isOurs: (says: string) => boolean): "there" | "another's" | "missing" {
  if (says === undefined) return "missing";
  return isOurs(says) ? "there" : "another's";
}
