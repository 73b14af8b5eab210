import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Testing } from "cdktf";
import { resolveConfig } from "../../config/stages/resolve-config";
import { AuthStack } from "../../infra/stack";
import { loadStack } from "../../infra/synthesis/load-stack";

type Resources = Record<string, Record<string, unknown>>;

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "iot-auth-stack-"));
  for (const name of ["users.json", "function.zip", "program.js"]) {
    writeFileSync(join(folder, name), JSON.stringify({ users: [] }));
  }
});
afterAll(() => rmSync(folder, { recursive: true }));

interface Synthesized {
  readonly terraform: { readonly required_providers: { readonly aws: { readonly version: string } } };
  readonly resource: Resources;
  readonly data: Record<string, unknown>;
  readonly output: Record<string, { readonly value: string }>;
}

/** Returns the resources of a stack with these settings. */
const resources = async (settings: object): Promise<Resources> => (await synthesized(settings)).resource;

async function synthesized(settings: object): Promise<Synthesized> {
  const groups = { things: { clientIds: ["{username}"] } };
  const [stack] = resolveConfig({ name: "fleet", region: "us-east-1", groups, ...settings });
  if (!stack) throw new Error("no stack");
  const text = Testing.synth(
    new AuthStack(Testing.app(), {
      loaded: await loadStack(stack, folder),
      package: { file: join(folder, "function.zip"), zip: Buffer.alloc(0), sha256: "sha256", codeDigest: "code" },
      defaultAuthorizerProgram: { file: join(folder, "program.js"), digest: "program" },
    }),
  );
  return JSON.parse(text) as Synthesized;
}

describe("AuthStack", () => {
  it("requires an AWS provider that supports the function's runtime", async () => {
    const version = async (runtime?: string) =>
      (await synthesized(runtime ? { function: { runtime } } : {})).terraform.required_providers.aws.version;
    expect(await version()).toBe(">= 5.100.0, < 7.0.0");
    expect(await version("nodejs22.x")).toBe(">= 5.100.0, < 7.0.0");
    expect(await version("nodejs24.x")).toBe(">= 6.19.0, < 7.0.0");
  });

  it("has no monitoring resources by default", async () => {
    const plain = await resources({});
    expect(Object.keys(plain).filter((type) => type.startsWith("aws_cloudwatch_"))).toEqual([
      "aws_cloudwatch_log_group",
    ]);
    expect(await resources({ monitoring: {} })).toEqual(plain);
  });

  it("adds monitoring without changing other resources", async () => {
    const {
      aws_cloudwatch_metric_alarm: alarms,
      aws_cloudwatch_dashboard: dashboards,
      aws_cloudwatch_query_definition: queries,
      ...rest
    } = await resources({ monitoring: { alarms: {}, dashboard: true, savedQueries: true } });

    expect([alarms, dashboards, queries].map((made) => Object.keys(made ?? {}).length)).toEqual([3, 1, 3]);
    expect(rest).toEqual(await resources({}));
  });

  it("has the account's endpoint and no domain configuration by default", async () => {
    const { resource, data, output } = await synthesized({});

    expect(resource).not.toHaveProperty("aws_iot_domain_configuration");
    expect(data).toHaveProperty("aws_iot_endpoint");
    expect(output.endpoint?.value).toBe(`\${data.aws_iot_endpoint.data.endpoint_address}`);
    expect(output.mosquitto_pub).toBeUndefined();
    expect(output.cloudprnt_settings).toBeUndefined();
  });

  it("outputs the name of its own endpoint, at which its authorizer is the default", async () => {
    const { resource, data, output } = await synthesized({ endpoint: {} });
    const host = `\${aws_iot_domain_configuration.endpoint.domain_name}`;

    expect(resource.aws_iot_domain_configuration?.endpoint).toMatchObject({
      authorizer_config: { default_authorizer_name: `\${aws_iot_authorizer.authorizer.name}` },
    });
    expect(data).not.toHaveProperty("aws_iot_endpoint");
    expect(output.endpoint?.value).toBe(host);
  });

  it.each([
    [{ status: "ENABLED" }, true],
    [{ status: "DISABLED" }, undefined],
    [undefined, undefined],
  ])("keeps the authorizer from being destroyed while an endpoint uses it (%j: %s)", async (endpoint, kept) => {
    const { resource } = await synthesized({ ...(endpoint && { endpoint }) });

    expect(resource.aws_iot_authorizer?.authorizer).toHaveProperty("lifecycle", {
      replace_triggered_by: ["terraform_data.authorizer_identity"],
      ...(kept && { prevent_destroy: true }),
    });
  });

  it("has its users in the function's package and no table by default", async () => {
    const { resource, output } = await synthesized({});

    expect(resource).not.toHaveProperty("aws_dynamodb_table");
    expect(output).not.toHaveProperty("users_table");
    expect(Object.keys(resource.aws_iam_role_policy ?? {})).toEqual(["write_decision_log"]);
    expect(resource.aws_iam_role?.authorizer).toMatchObject({
      description: "Lets the AWS IoT authorizer function of fleet write its decision log, and nothing else",
    });
  });

  it("lets the function read its users table, outputs the table's name, and contains no user", async () => {
    const { resource, output } = await synthesized({ store: { type: "dynamodb" } });
    const table = "aws_dynamodb_table.users";

    expect(output.users_table?.value).toBe(`\${${table}.name}`);
    expect(resource.aws_iam_role?.authorizer).toMatchObject({
      description:
        "Lets the AWS IoT authorizer function of fleet read its users and write its decision log, and nothing else",
    });
    const policies = resource.aws_iam_role_policy as Record<string, { name: string; policy: string }>;
    expect(JSON.parse(policies.read_users?.policy ?? "")).toEqual({
      Version: "2012-10-17",
      Statement: [{ Effect: "Allow", Action: "dynamodb:GetItem", Resource: `\${${table}.arn}` }],
    });
    expect(resource.aws_iot_authorizer?.authorizer).toHaveProperty("depends_on", ["aws_iam_role_policy.read_users"]);
    expect(resource.terraform_data?.access_map).toMatchObject({
      triggers_replace: { usersTable: { name: "fleet-users" } },
    });
    expect(resource.terraform_data?.access_map).not.toHaveProperty("triggers_replace.users");
  });

  it("does not make the function depend on its table, which would then be removed before the function's code is updated", async () => {
    const { resource } = await synthesized({ store: { type: "dynamodb" } });

    expect(JSON.stringify(resource.aws_lambda_function)).not.toMatch(/aws_dynamodb_table|read_users/);
  });

  it.each(["MQTT_WSS", "HTTPS"])("has no outputs for MQTT clients if the endpoint speaks only %s", async (protocol) => {
    const { output } = await synthesized({
      endpoint: { authenticationType: "CUSTOM_AUTH", applicationProtocol: protocol },
    });

    expect(Object.keys(output).sort()).toEqual([
      "authorizer_arn",
      "authorizer_name",
      "deployed_in",
      "endpoint",
      "function_name",
    ]);
  });
});
