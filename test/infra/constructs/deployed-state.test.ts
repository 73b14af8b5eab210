import { DataAwsCallerIdentity } from "@cdktf/provider-aws/lib/data-aws-caller-identity";
import { App, TerraformStack, Testing } from "cdktf";
import { DeployedState, type DeployedStateProps } from "../../../infra/constructs/deployed-state";

const ACCOUNT = "data.aws_caller_identity.current.account_id";

function synthesized(more: Partial<DeployedStateProps> = {}) {
  const stack = new TerraformStack(new App(), "stack");
  const identity = new DataAwsCallerIdentity(stack, "account");
  identity.overrideLogicalId("current");
  new DeployedState(stack, "deployed", {
    region: "eu-west-1",
    accountId: identity.accountId,
    hasTable: false,
    hasManagedEndpoint: false,
    protectedResources: [],
    ...more,
  });
  const { resource, output } = JSON.parse(Testing.synth(stack));
  const { deployed_in: place, deployed_protection: protection } = resource.terraform_data;
  return { place, protection, output: output.deployed_in.value as string };
}
const conditionsOf = (record: { lifecycle?: { postcondition?: { condition: string }[] } }) =>
  (record.lifecycle?.postcondition ?? []).map(({ condition }) => condition);

describe("the deployed state of a stack", () => {
  it("records Region and account, and fails a plan for another Region or account", () => {
    const { place } = synthesized();

    expect(place.input).toEqual({ region: "eu-west-1", account: `\${${ACCOUNT}}` });
    expect(place.lifecycle.ignore_changes).toEqual(["input"]);
    expect(conditionsOf(place)).toEqual([
      `\${self.input.region == "eu-west-1"}`,
      `\${self.input.account == ${ACCOUNT}}`,
    ]);
  });

  it("records the protected table and the endpoint in use while the configuration has them", () => {
    const { protection } = synthesized({
      hasTable: true,
      protectedTable: "fleet-users",
      hasManagedEndpoint: true,
      keptEndpoint: "fleet",
    });

    expect(protection.input).toEqual({ table: "fleet-users", endpoint: "fleet" });
    expect(protection.lifecycle).toBeUndefined();
  });

  it("does not record a table without protection or a DISABLED endpoint", () => {
    const { protection } = synthesized({ hasTable: true, hasManagedEndpoint: true });

    expect(protection.input).toEqual({ table: "", endpoint: "" });
    expect(protection.lifecycle).toBeUndefined();
  });

  it.each([
    ["table", { hasManagedEndpoint: true }],
    ["endpoint", { hasTable: true }],
  ])(
    "keeps its record of a %s that the configuration no longer has, and then fails unless the record is empty",
    (member, more) => {
      const { protection } = synthesized(more);

      expect(protection.lifecycle.ignore_changes).toEqual([`input.${member}`]);
      expect(conditionsOf(protection)).toEqual([`\${self.input.${member} == ""}`]);
    },
  );

  it("refuses a destroy through the output, with the messages of the postconditions", () => {
    const { place, protection, output } = synthesized();

    for (const [record, { lifecycle }] of Object.entries({ deployed_in: place, deployed_protection: protection })) {
      for (const { error_message: message } of lifecycle.postcondition) {
        expect(output).toContain(`tobool("${message.replaceAll("${self.", `\${terraform_data.${record}.`)}")`);
        // The message is inside quotation marks there.
        expect(message).not.toMatch(/["\\]/);
      }
    }
    expect(output).toContain(`join(", account ", ["eu-west-1", ${ACCOUNT}])`);
  });
});
