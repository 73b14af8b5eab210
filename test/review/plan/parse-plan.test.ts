import { parsePlan } from "../../../review/plan/parse-plan";
import { PlanFileError } from "../../../review/plan/plan-schema";
import { reviewPlan } from "../../../review/review-plan";
import { aMap, planJson } from "../a-plan";

const MAP = { triggers_replace: aMap({}) };
const GOOD = planJson({ "terraform_data.access_map": [MAP, MAP] });
const FOREIGN = planJson(
  { "aws_s3_bucket.secret": [null, { bucket: "hunter2" }] },
  { configuration: { root_module: {} } },
);

/** Parses a file that is not a plan. @returns the error's message */
function complaint(content: string | Uint8Array): string {
  try {
    reviewPlan(parsePlan(Buffer.from(content)), []);
  } catch (error) {
    if (error instanceof PlanFileError) return error.message;
    throw error;
  }
  return "none";
}

describe("parsePlan", () => {
  it("keeps only the members that a review reads", () => {
    const plan = parsePlan(Buffer.from(JSON.stringify({ ...GOOD, planned_values: { secret: "hunter2" } })));
    expect(JSON.stringify(plan)).not.toContain("hunter2");
    expect(plan.resource_changes).toHaveLength(1);
  });

  it.each([
    ["UTF-8 with a byte order mark", Buffer.from(`\uFEFF${JSON.stringify(GOOD)}`)],
    ["UTF-16, as Windows PowerShell redirects it", Buffer.from(`\uFEFF${JSON.stringify(GOOD)}`, "utf16le")],
  ])("reads %s", (_, bytes) => {
    expect(complaint(bytes)).toBe("none");
  });

  it.each([
    ["an empty file", "", /^It is empty\. Make one in cdktf\.out/],
    ["a plan file itself", "PK\u0003\u0004hunter2", /^It is the plan file itself\. Give its JSON/],
    ["text", "hunter2", /^It is not JSON: at line 1, column 1 there is a word that JSON does not know, .*\. Make one/],
    [
      "half a plan",
      JSON.stringify(GOOD).slice(0, -1),
      /^It is not JSON: at line 1, column \d+ a } is missing\. Make one/,
    ],
    [
      "what the wrapper of setup-terraform writes",
      `[command]/home/runner/terraform-bin show -json tfplan\n${JSON.stringify(GOOD)}\n`,
      /^It was written through the wrapper .* Set terraform_wrapper: false there and make it again\.$/,
    ],
    [
      "the log of terraform plan -json",
      '{"@level":"info","@message":"hunter2"}\n{"@level":"info"}\n',
      /^It is the log of terraform plan -json, which is no plan\. Make one/,
    ],
    [
      "a plan as people read it",
      "\nTerraform used the selected providers to generate the following execution plan.\n",
      /^It is the plan as people read it, not its JSON\. Make one/,
    ],
    [
      "a field that is there twice",
      JSON.stringify(GOOD).replace("{", '{"resource_changes":[],'),
      /^It is no plan as Terraform writes it: at line 1, column \d+ an object has a field twice\./,
    ],
    ["bytes that are no text", Buffer.from([0x22, 0xc3, 0x28, 0x22]), /^It is not JSON/],
    ["a number", "7", /^It is JSON, but not from terraform show -json/],
    ["nothing in JSON", "null", /^It is JSON, but not from terraform show -json/],
    ["other JSON", '{"password":"hunter2"}', /^It is JSON, but not from terraform show -json/],
    ["a state", '{"format_version":"1.0","values":{}}', /^It holds no plan; .* prints the state/],
    ["a newer format", JSON.stringify({ ...GOOD, format_version: "2.0" }), /^Its format is newer/],
    [
      "a plan of somebody else",
      JSON.stringify(FOREIGN),
      /^It is the plan of another stack: it holds no terraform_data\.access_map/,
    ],
    [
      "changes that are no list",
      JSON.stringify({ ...GOOD, resource_changes: "hunter2" }),
      /^It is no plan as Terraform writes it: resource_changes is not/,
    ],
    [
      "actions nobody knows",
      JSON.stringify({
        ...GOOD,
        resource_changes: [{ address: "a", mode: "managed", change: { actions: ["hunter2"] } }],
      }),
      /resource_changes\.0\.change\.actions\.0 is not/,
    ],
  ])("refuses %s with a message that quotes no content", (_, content, expected) => {
    expect(complaint(content)).toMatch(expected);
    expect(complaint(content)).not.toContain("hunter2");
  });

  it.each([
    [
      "an access map of another shape",
      { "terraform_data.access_map": [null, { triggers_replace: "hunter2" }] },
      /access_map\.change\.after\.triggers_replace/,
    ],
    [
      "a user described in unknown words",
      { "terraform_data.access_map": [null, { triggers_replace: { groups: {}, users: { a: "sensors (hunter2)" } } }] },
      /describes a user in unknown words/,
    ],
    [
      "an expiry that is no date",
      {
        "terraform_data.access_map": [
          null,
          { triggers_replace: { groups: {}, users: { a: "sensors (expires hunter2)" } } },
        ],
      },
      /describes a user in unknown words/,
    ],
    [
      "a function not called like a stack",
      { "aws_lambda_function.authorizer": [null, { function_name: "hunter2 -->" }] },
      /not called like/,
    ],
    [
      "a status that is no text",
      { "aws_iot_authorizer.authorizer": [null, { status: ["hunter2"] }] },
      /authorizer\.change\.after\.status/,
    ],
  ] as const)("refuses %s", (_, resources, expected) => {
    const content = JSON.stringify(planJson({ "terraform_data.access_map": [MAP, MAP], ...resources }));
    expect(complaint(content)).toMatch(expected);
    expect(complaint(content)).not.toContain("hunter2");
  });
});
