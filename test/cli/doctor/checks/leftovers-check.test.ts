import { checkOne } from "../check-one";
import { DEPLOYED, type HealthyAws, healthyAws } from "../healthy-subject";

let healthy: HealthyAws;
beforeAll(async () => {
  healthy = await healthyAws();
});
afterAll(() => healthy.remove());

const without = (...addresses: string[]) => ({
  state: { addresses: new Set(DEPLOYED.filter((address) => !addresses.includes(address))) },
});
const IMPORT = "terraform '-chdir=cdktf.out/stacks/fleet' import";

describe("leftovers", () => {
  it("are none, without a call of AWS, if the state has every resource", async () => {
    const refuse = () => Promise.reject(new Error("asked"));
    expect(await checkOne(healthy, "leftovers", { hasLogGroup: refuse, roleDescription: refuse })).toBe(
      "ok: Terraform's state has everything of the stack that is in AWS",
    );
  });

  it("are none if resources that are not in the state are not in AWS either", async () => {
    const api = { hasLogGroup: async () => false, roleDescription: async () => undefined };
    expect(
      await checkOne(
        healthy,
        "leftovers",
        {
          ...api,
          functionConfiguration: async () => undefined,
          functionPolicy: async () => undefined,
          authorizer: async () => undefined,
        },
        { state: { addresses: new Set() } },
      ),
    ).toMatch(/^ok: /);
  });

  it("are resources in AWS that are not in the state, with the commands that import them in the order of creation", async () => {
    const found = await checkOne(
      healthy,
      "leftovers",
      {
        functionConfiguration: async () => ({
          Description: "Checks user names and passwords for AWS IoT Core (fleet)",
        }),
      },
      without("aws_lambda_function.authorizer", "aws_iam_role.authorizer", "aws_cloudwatch_log_group.authorizer"),
    );

    expect(found.split(" | ")[0]).toBe(
      "failed: in AWS, but not in Terraform's state: log group /aws/lambda/fleet, role fleet-eu-west-1, function fleet; an apply that was killed leaves such resources behind",
    );
    expect(found.split("\n").slice(1)).toEqual([
      `${IMPORT} aws_cloudwatch_log_group.authorizer /aws/lambda/fleet`,
      `${IMPORT} aws_iam_role.authorizer fleet-eu-west-1`,
      `${IMPORT} aws_lambda_function.authorizer fleet`,
    ]);
  });

  describe("of saved queries", () => {
    const MONITORING = "monitoring: { savedQueries: true }";
    const id = (n: number) => `00000000-0000-4000-8000-00000000000${n}`;
    const arn = (n: number) => `arn:aws:logs:eu-west-1:123456789012:query-definition:${id(n)}`;
    const REFUSALS = "aws_cloudwatch_query_definition.refusals_by_reason";
    const query = (n: number, name = "fleet/refusals by reason") => ({ name, id: id(n) });
    let monitored: HealthyAws;
    beforeAll(async () => {
      monitored = await healthyAws(
        `export default { name: "fleet", region: "eu-west-1", groups: { devices: { clientIds: ["{username}"] } }, ${MONITORING} };`,
      );
    });
    afterAll(() => monitored.remove());
    const find = (known: readonly string[], ...saved: readonly { name: string; id: string }[]) =>
      checkOne(
        monitored,
        "leftovers",
        { savedQueries: async (prefix) => saved.filter(({ name }) => name.startsWith(prefix)) },
        { state: { addresses: new Set([...DEPLOYED, ...known]) } },
      );

    it("are imported by the ARN of the query that AWS has", async () => {
      const found = await find([], query(1), query(2, "fleet/mine"), query(3, "others/refusals by reason"));
      expect(found.split(" | ")[0]).toContain(
        "in AWS, but not in Terraform's state: saved query fleet/refusals by reason;",
      );
      expect(found.split("\n").slice(1)).toEqual([`${IMPORT} ${REFUSALS} ${arn(1)}`]);
    });

    it("are the copies of a query that is in the state", async () => {
      const found = await find([REFUSALS], query(1), query(2));
      expect(found.split(" | ")[0]).toBe(
        `warning: AWS has several with the same name, and Terraform's state has one of them: saved query fleet/refusals by reason (${arn(1)}, ${arn(2)})`,
      );
      expect(found.split("\n").slice(1)).toEqual([`${IMPORT.replace("import", "state show")} ${REFUSALS}`]);
    });

    it("are none if the state has every query", async () => {
      expect(await find([REFUSALS], query(1))).toMatch(/^ok: /);
      expect(await find([])).toMatch(/^ok: /);
    });
  });

  it.each([
    ["a role", "aws_iam_role.authorizer", { roleDescription: async () => "of fleet-2" }, "role fleet-eu-west-1"],
    ["a function", "aws_lambda_function.authorizer", { functionConfiguration: async () => ({}) }, "function fleet"],
    ["an authorizer", "aws_iot_authorizer.authorizer", { ownerOf: async () => "others" }, "authorizer fleet"],
  ])("are not %s that says that it is another's", async (_what, address, api, name) => {
    expect(await checkOne(healthy, "leftovers", api, without(address))).toBe(
      `failed: names that this stack needs are taken in AWS by something else: ${name} | Give the stack another name, or find out what they belong to.`,
    );
  });

  it("are skipped if the state cannot be read", async () => {
    expect(await checkOne(healthy, "leftovers", {}, { state: { missing: "terraform was not found" } })).toBe(
      "skipped: Terraform's state cannot be read: terraform was not found",
    );
  });
});
