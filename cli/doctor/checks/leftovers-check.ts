import { storeRow } from "../../../config/store-kinds";
import { shellCommand } from "../../../config/text";
import { ADDRESS, savedQueryAddress } from "../../../infra/addresses";
import {
  DECISION_QUERIES,
  functionDescription,
  invokeStatementId,
  roleDescription,
  savedQueryName,
} from "../../../infra/deployed-names";
import { type Named, STORE_TOOLS } from "../../kinds/store-tools";
import type { DoctorApi, SavedQuery } from "../api";
import { type Check, failed, ok, type Subject, skipped, warning } from "../doctor-check";

/**
 * Checks for resources of the stack in AWS that are not in Terraform's state. When an apply is killed while AWS creates
 * a resource, the answer is lost, and every further apply fails because the resource exists already. `terraform import`
 * adds it to the state.
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
    "logs:DescribeQueryDefinitions",
  ],
  async run(subject) {
    const { api, state, standIn, terraform } = subject;
    if (standIn) return skipped("the stand-in has no Terraform state");
    if ("missing" in state) return skipped(`Terraform's state cannot be read: ${state.missing}`);
    const unknown = namedThings(subject).filter(({ address }) => !state.addresses.has(address));
    const found = await Promise.all(unknown.map(async (named) => ({ named, is: await named.find(api) })));
    const name = ({ kind, id }: Named) => `${kind} ${id}`;
    const foreign = found.filter(({ is }) => is === "another's").map(({ named }) => name(named));
    if (foreign.length > 0) {
      return failed(
        `names that this stack needs are taken in AWS by something else: ${foreign.join(", ")}`,
        "Give the stack another name, or find out what they belong to.",
      );
    }
    const queries = await savedQueries(subject);
    const [copies, single] = split(queries, ({ address }) => state.addresses.has(address));
    const left = [
      ...found
        .filter(({ is }) => is === "there")
        .map(({ named }) => ({ what: name(named), address: named.address, id: named.id })),
      ...single.map(({ what, address, ids: [id = ""] }) => ({ what, address, id })),
    ];
    if (left.length > 0) {
      return failed(
        `in AWS, but not in Terraform's state: ${left.map(({ what }) => what).join(", ")}; an apply that was killed leaves such resources behind`,
        [
          "If no other copy of this project has deployed it (its state would be elsewhere), import them into the state, then apply again:",
          ...left.map(({ address, id }) => shellCommand([...terraform, "import", address, id])),
        ],
      );
    }
    const double = copies.filter(({ ids }) => ids.length > 1);
    if (double.length === 0) return ok("Terraform's state has everything of the stack that is in AWS");
    return warning(
      `AWS has several with the same name, and Terraform's state has one of them: ${double.map(({ what, ids }) => `${what} (${ids.join(", ")})`).join("; ")}`,
      [
        "An apply that was killed leaves a second one behind. Delete the others in CloudWatch, and keep the one in the state, which this shows:",
        ...double.map(({ address }) => shellCommand([...terraform, "state", "show", address])),
      ],
    );
  },
};

/** A saved query of the stack, and the ARNs of all queries in AWS that have its name. */
interface FoundQuery {
  readonly address: string;
  readonly what: string;
  readonly ids: readonly string[];
}

/**
 * Finds the stack's saved queries in AWS. AWS chooses the ids, and accepts several queries with the same name.
 * @see https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutQueryDefinition.html
 */
async function savedQueries({ api, stack: { stackName, settings } }: Subject): Promise<FoundQuery[]> {
  if (!settings.monitoring?.savedQueries) return [];
  const saved = await api.savedQueries(`${stackName}/`);
  if (saved.length === 0) return [];
  const { account, arn } = await api.identity();
  const partition = arn.split(":")[1];
  // As the provider imports them:
  // https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/cloudwatch_query_definition
  const arnOf = ({ id }: SavedQuery) => `arn:${partition}:logs:${settings.region}:${account}:query-definition:${id}`;
  return Object.keys(DECISION_QUERIES).flatMap((title) => {
    const query = savedQueryName(stackName, title);
    const ids = saved.filter(({ name }) => name === query).map(arnOf);
    return ids.length === 0 ? [] : [{ address: savedQueryAddress(title), what: `saved query ${query}`, ids }];
  });
}

function split<T>(all: readonly T[], first: (one: T) => boolean): [T[], T[]] {
  return [all.filter(first), all.filter((one) => !first(one))];
}

/** The stack's resources that have fixed names; those that others depend on come first. */
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

/** Whether a resource is the stack's, by its description or tag; `undefined` means that it does not exist. */
function whose(says: string | undefined, isOurs: (says: string) => boolean): "there" | "another's" | "missing" {
  if (says === undefined) return "missing";
  return isOurs(says) ? "there" : "another's";
}
