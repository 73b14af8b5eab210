import { DataResource, type ITerraformDependable, TerraformOutput } from "cdktf";
import { Construct } from "constructs";
import { ADDRESS, logicalId } from "../addresses";

/** Settings of the construct of the records. */
export interface DeployedStateProps {
  readonly region: string;
  /** The account that AWS reports, as a reference. */
  readonly accountId: string;
  /**
   * Name of the users table that the configuration protects.
   * @default - no table, or one without `deletionProtection`
   */
  readonly protectedTable?: string;
  /** Whether the configuration has a users table, protected or not. */
  readonly hasTable: boolean;
  /** Name of the endpoint that AWS refuses to delete: ENABLED, with an AWS-managed domain. @default - there is none */
  readonly keptEndpoint?: string;
  /** Whether the configuration has an endpoint with an AWS-managed domain, ENABLED or not. */
  readonly hasManagedEndpoint: boolean;
  /** The table and the endpoint: the record of a protection is removed only after the protection in AWS. */
  readonly protectedResources: readonly ITerraformDependable[];
}

/** One reason to refuse a plan. */
interface Refusal {
  readonly record: DataResource;
  /** Member of the record's input. */
  readonly member: string;
  /** The value that the member must have, as an expression without `${}`. */
  readonly mustBe: string;
  /** What is wrong and what to do, without quotation marks, since the text is part of an expression. */
  readonly message: (recorded: string) => string;
}

/**
 * Records in the state where and with which protections the stack was deployed, and refuses plans that would lose track
 * of its resources.
 *
 * A plan is made from the present configuration, and Terraform alone does not see which resources a changed
 * configuration leaves behind:
 * - In another Region or account, Terraform does not find the stack's resources. It would drop all of them from the
 *   state, create them again elsewhere, and leave the old function, authorizer and default behind, without their role.
 * - `prevent_destroy` is removed together with its block. Without the block, Terraform plans to delete a table or an
 *   endpoint that AWS refuses to delete, and the apply fails halfway.
 *
 * So two records keep these values with `ignore_changes`. If a record contradicts the configuration, a postcondition
 * refuses the plan. For `terraform destroy`, Terraform only warns about postconditions; there, the output `deployed_in`
 * refuses: its expression converts the message to a boolean value, which is an error that shows the message. Terraform
 * has no function that only fails.
 * @see https://developer.hashicorp.com/terraform/language/expressions/custom-conditions
 */
export class DeployedState extends Construct {
  constructor(scope: Construct, id: string, props: DeployedStateProps) {
    super(scope, id);
    const place = this.#place(props);
    const protection = this.#protection(props);
    const refusals = [...placeRefusals(props, place), ...protectionRefusals(props, protection)];
    for (const record of [place, protection]) {
      const postcondition = refusals
        .filter((refusal) => refusal.record === record)
        .map(({ member, mustBe, message }) => ({
          condition: `\${self.input.${member} == ${mustBe}}`,
          errorMessage: message(`\${self.input.${member}}`),
        }));
      if (postcondition.length > 0) record.lifecycle = { ...record.lifecycle, postcondition };
    }
    const whereItIs = `join(", account ", ["${props.region}", ${props.accountId}])`;
    const value = refusals.reduceRight((otherwise, { record, member, mustBe, message }) => {
      const recorded = `terraform_data.${record.friendlyUniqueId}.input.${member}`;
      return `${recorded} == ${mustBe} ? ${otherwise} : tobool("${message(`\${${recorded}}`)}")`;
    }, whereItIs);
    new TerraformOutput(this, "output", {
      value: `\${${value}}`,
      description: "Region and account that the stack is deployed in",
      staticId: false,
    }).overrideLogicalId(logicalId(ADDRESS.deployedIn));
  }

  #place({ region, accountId }: DeployedStateProps): DataResource {
    const record = new DataResource(this, "place", {
      input: { region, account: accountId },
      lifecycle: { ignoreChanges: ["input"] },
    });
    record.overrideLogicalId(logicalId(ADDRESS.deployedIn));
    return record;
  }

  #protection(props: DeployedStateProps): DataResource {
    const { protectedTable = "", keptEndpoint = "", hasTable, hasManagedEndpoint } = props;
    const kept = [...(hasTable ? [] : ["input.table"]), ...(hasManagedEndpoint ? [] : ["input.endpoint"])];
    const record = new DataResource(this, "protection", {
      input: { table: protectedTable, endpoint: keptEndpoint },
      ...(kept.length > 0 ? { lifecycle: { ignoreChanges: kept } } : {}),
      dependsOn: [...props.protectedResources],
    });
    record.overrideLogicalId(logicalId(ADDRESS.deployedProtection));
    return record;
  }
}

function placeRefusals({ region, accountId }: DeployedStateProps, record: DataResource): Refusal[] {
  const left = "Terraform would forget everything there and leave it behind.";
  const ways = "destroy the stack there and then deploy it here, or let both stand side by side as stages";
  const more = "See docs/operations.md, Move to another account or Region.";
  return [
    {
      record,
      member: "region",
      mustBe: `"${region}"`,
      message: (recorded) =>
        `This stack is deployed in Region ${recorded}, and the configuration says ${region}. ${left} Put region back to ${recorded}. To move, ${ways}. ${more}`,
    },
    {
      record,
      member: "account",
      mustBe: accountId,
      message: (recorded) =>
        `This stack is deployed in account ${recorded}, and the credentials are for account ${accountId}. ${left} Use the profile or role of ${recorded}. To move, ${ways}. ${more}`,
    },
  ];
}

function protectionRefusals({ hasTable, hasManagedEndpoint }: DeployedStateProps, record: DataResource): Refusal[] {
  const table: Refusal = {
    record,
    member: "table",
    mustBe: '""',
    message: (recorded) =>
      `The users table ${recorded} is protected from deletion, and the configuration no longer has it. Put store back to the table, with deletionProtection: false, and deploy; then change store. See docs/operations.md, Users in a table.`,
  };
  const endpoint: Refusal = {
    record,
    member: "endpoint",
    mustBe: '""',
    message: (recorded) =>
      `The endpoint ${recorded} is ENABLED, and the configuration no longer has it. AWS deletes a domain that it named only after 7 days of being DISABLED. Put endpoint back, with status DISABLED, and deploy; take it out 7 days later. See docs/endpoints.md, Changing and destroying.`,
  };
  return [...(hasTable ? [] : [table]), ...(hasManagedEndpoint ? [] : [endpoint])];
}
