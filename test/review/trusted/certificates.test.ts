import { zip } from "../../../infra/packaging/zip";
import { compareConfiguration } from "../../../review/trusted/compare-configuration";
import { comparePlanFile } from "../../../review/trusted/plan-file/compare-plan-file";
import { type Json, membersOf } from "../../../review/trusted/plan-json";
import { readSynthesis, type Synthesis } from "../../../review/trusted/synthesis";
import { authority, deviceOf } from "../../identity/certificates/made";
import { synthesized } from "./synthesized";

/** A stack with devices that have certificates: no plan of one is recorded, so that what is compared needs none. */
async function withCertificates(): Promise<string> {
  const ca = await authority();
  const { csr } = await deviceOf(ca, { commonName: "sensor-1" });
  const { certificate } = await deviceOf(ca, { commonName: "sensor-2" });
  return synthesized({
    groups: { sensors: { clientIds: ["{thingName}"], publish: ["up/{thingName}/#"], subscribe: ["down/{thingName}"] } },
    certificates: {
      authorities: { factory: { certificate: ca.certificate, provision: { group: "sensors", thingGroups: ["roof"] } } },
      things: {
        "sensor-1": { group: "sensors", csr, attributes: { plant: "berlin" } },
        "sensor-2": { group: "sensors", certificate, thingGroups: ["roof"] },
      },
      thingGroups: { roof: {} },
    },
  });
}

/** What a plan's `configuration` has of a synthesis: every setting as it stands, with what it refers to beside it. */
function writtenOut({ resources, outputs, variables, provider, providerVersions }: Synthesis): Json {
  const expression = (setting: unknown) => {
    const found = JSON.stringify(setting).match(/(?<!\$)\$\{[^}]*/g) ?? [];
    const references = found.map((text) => text.slice(2).replace(/\\?".*/, "")).filter((text) => text !== "");
    return { constant_value: setting, ...(found.length > 0 ? { references } : {}) };
  };
  const expressions = (settings: unknown) =>
    Object.fromEntries(Object.entries(membersOf(settings)).map(([name, setting]) => [name, expression(setting)]));
  return {
    provider_config: {
      aws: {
        name: "aws",
        full_name: "registry.terraform.io/hashicorp/aws",
        version_constraint: providerVersions,
        expressions: expressions(provider),
      },
      terraform: { name: "terraform", full_name: "terraform.io/builtin/terraform" },
    },
    root_module: {
      outputs: Object.fromEntries(
        Object.entries(outputs).map(([name, output]) => {
          const { value, ...rest } = membersOf(output);
          return [name, { ...rest, expression: expression(value) }];
        }),
      ),
      variables: Object.fromEntries(
        Object.entries(variables).map(([name, variable]) => {
          const { type, ...rest } = membersOf(variable);
          return [name, rest];
        }),
      ),
      resources: [...resources.values()].map((resource) => ({
        address: resource.address,
        mode: resource.mode,
        type: resource.type,
        name: resource.name,
        provider_config_key: resource.type === "terraform_data" ? "terraform" : "aws",
        schema_version: 0,
        expressions: expressions(resource.settings),
        ...(resource.count === undefined ? {} : { count_expression: { constant_value: resource.count } }),
        ...(resource.forEach ? { for_each_expression: expression(resource.forEach) } : {}),
        ...(resource.dependsOn === undefined ? {} : { depends_on: resource.dependsOn }),
        ...(resource.provisioners.length > 0
          ? {
              provisioners: resource.provisioners.map((provisioner) => {
                const [[type, block] = ["", {}]] = Object.entries(membersOf(provisioner));
                const { when, ...settings } = membersOf(block);
                return { type, expressions: expressions(settings) };
              }),
            }
          : {}),
      })),
    },
  };
}

/** A plan file with one configuration in it, and nothing else that is looked at. */
const planFile = (text: string) => zip({ tfplan: Buffer.alloc(0), "tfconfig/m-/cdk.tf.json": Buffer.from(text) });

describe("The configuration of a stack whose devices have certificates", () => {
  let text: string;
  beforeAll(async () => {
    text = await withCertificates();
  });
  const places = (found: readonly { part: string; path: string }[]) => found.map(({ part, path }) => `${part} ${path}`);

  it("has policies, things and certificates", () => {
    const types = new Set([...readSynthesis(text).resources.values()].map(({ type }) => type));
    expect([...types]).toEqual(
      expect.arrayContaining(["aws_iot_policy", "aws_iot_thing", "aws_iot_certificate", "aws_iot_policy_attachment"]),
    );
  });

  it("is not different from itself, in the plan and in the plan file", async () => {
    const synthesis = readSynthesis(text);
    expect(compareConfiguration(writtenOut(synthesis), synthesis)).toEqual([]);
    expect(await comparePlanFile(await planFile(text), synthesis, {})).toEqual([]);
  });

  it.each([
    ["what devices of a group may do", /up\/(?=[$%])/, "all/"],
    ["the action that a policy allows", /iot:Publish/, "iot:*"],
    ["the certificate that a policy is attached to", /(?<="target":\s*")[^"]+/, "arn:aws:iot:theirs"],
    ["the certificate that is a thing's", /(?<="principal":\s*")\$[^"]+/, "arn:aws:iot:theirs"],
    ["who may take on the role of provisioning", /iot\.amazonaws\.com(?=[\\"]+\}[^\n]*sts:AssumeRole)/, "*"],
  ])("is different in one place where another is %s", async (_, was, is) => {
    const synthesis = readSynthesis(text);
    const other = text.replace(was, is);
    expect(other).not.toBe(text);
    const [inPlan, inFile] = [
      compareConfiguration(writtenOut(readSynthesis(other)), synthesis),
      await comparePlanFile(await planFile(other), synthesis, {}),
    ];
    expect(places(inPlan)).toHaveLength(1);
    expect(places(inFile)).toHaveLength(1);
  });
});
