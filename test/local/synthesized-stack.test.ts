import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readSynthesizedStack } from "../../local/synthesized-stack";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "iot-auth-stack-"));
});
afterEach(() => rm(folder, { recursive: true }));

const read = async (more: object) => {
  const resource = {
    aws_lambda_function: { authorizer: { function_name: "f", filename: "f.zip", handler: "index.handler" } },
    aws_iot_authorizer: { authorizer: { name: "login" } },
    ...more,
  };
  await writeFile(join(folder, "cdk.tf.json"), JSON.stringify({ provider: { aws: [{}] }, resource }));
  await writeFile(join(folder, "f.zip"), "");
  return readSynthesizedStack(folder);
};

describe("the table of a synthesized stack", () => {
  it("is read with its name and key", async () => {
    const users = { name: "fleet-users", hash_key: "name", billing_mode: "PAY_PER_REQUEST" };
    expect((await read({ aws_dynamodb_table: { users } })).table).toEqual({ name: "fleet-users", hashKey: "name" });
  });

  it("is missing if users are in the zip", async () => {
    expect((await read({})).table).toBeUndefined();
  });

  it("is not one of several", async () => {
    const tables = { users: { name: "a", hash_key: "name" }, others: { name: "b", hash_key: "id" } };
    await expect(read({ aws_dynamodb_table: tables })).rejects.toThrow("has 2 resources of type aws_dynamodb_table");
  });
});

describe("the endpoint of a synthesized stack", () => {
  const endpointOf = async (endpoint: object | undefined) =>
    (await read({ ...(endpoint && { aws_iot_domain_configuration: { endpoint } }) })).endpoint;

  it("is read with its domain, its types and whether clients may name another authorizer", async () => {
    const types = { authentication_type: "CUSTOM_AUTH", application_protocol: "MQTT_WSS" };
    const authorizer_config = { default_authorizer_name: "login", allow_authorizer_override: true };
    expect(
      await endpointOf({ domain_name: "iot.example.com", status: "ENABLED", ...types, authorizer_config }),
    ).toEqual({
      domainName: "iot.example.com",
      status: "ENABLED",
      authenticationType: "CUSTOM_AUTH",
      applicationProtocol: "MQTT_WSS",
      allowAuthorizerOverride: true,
    });
  });

  it("is read without a domain and DISABLED", async () => {
    const types = { authentication_type: "DEFAULT", application_protocol: "DEFAULT" };
    expect(await endpointOf({ status: "DISABLED", ...types })).toEqual({
      status: "DISABLED",
      authenticationType: "DEFAULT",
      applicationProtocol: "DEFAULT",
      allowAuthorizerOverride: false,
    });
  });

  it("is missing if the stack has none", async () => {
    expect(await endpointOf(undefined)).toBeUndefined();
  });
});

describe("the function of a synthesized stack", () => {
  const reservedOf = async (reserved_concurrent_executions: number | undefined) => {
    const authorizer = {
      function_name: "f",
      filename: "f.zip",
      handler: "index.handler",
      reserved_concurrent_executions,
    };
    return (await read({ aws_lambda_function: { authorizer } })).function.reservedConcurrency;
  };

  it("has its reserved concurrency; -1 is none, as in Terraform", async () => {
    expect(await reservedOf(7)).toBe(7);
    expect(await reservedOf(0)).toBe(0);
    expect(await reservedOf(-1)).toBeUndefined();
    expect(await reservedOf(undefined)).toBeUndefined();
  });
});
