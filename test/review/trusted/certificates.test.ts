import { evaluated } from "../../../infra/addresses";
import { zip } from "../../../infra/packaging/zip";
import { compareAttributes } from "../../../review/trusted/compare-attributes";
import { compareConfiguration } from "../../../review/trusted/compare-configuration";
import { evaluate, type Lookup, withLocals } from "../../../review/trusted/evaluate-reference";
import { comparePlanFile } from "../../../review/trusted/plan-file/compare-plan-file";
import { type Json, membersOf } from "../../../review/trusted/plan-json";
import { instancesOf, readSynthesis, type Synthesis } from "../../../review/trusted/synthesis";
import { authority, deviceOf } from "../../identity/certificates/made";
import { synthesized } from "./synthesized";

/** Returns the synthesis of a stack with devices that have certificates. No plan of such a stack is recorded. */
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

/** Returns a plan's `configuration` for a synthesis: every setting as written, with its references. */
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
        ...(resource.forEach ? { for_each_expression: expression(resource.forEachText) } : {}),
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

/** Returns a plan file with a configuration; its other members are not read. */
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

/** A plan's JSON does not have a stack's local values, so another value shows only in the resources that use it. */
describe("What local values of a stack with certificates come to in a plan", () => {
  const ARN = "arn:aws:iot:eu-central-1:123456789012:cert/";
  const locals = (synthesis: Synthesis, name: string) => Object.entries(membersOf(synthesis.locals[name]));
  let synthesis: Synthesis;
  let lookup: Lookup;
  beforeAll(async () => {
    synthesis = readSynthesis(await withCertificates());
    const devices = locals(synthesis, "device_certificates");
    const values = new Map<string, Json>([
      ['aws_iot_policy.group["sensors"]', { name: "cloudprnt-sensors" }],
      ...devices.map(([key], at) => [`aws_iot_certificate.device["${key}"]`, { arn: `${ARN}${at}` }] as const),
      ...["sensor-1", "sensor-2"].map((name) => [`aws_iot_thing.device["${name}"]`, { name }] as const),
    ]);
    lookup = withLocals((address, [attribute = ""]) => {
      const value = values.get(address)?.[attribute];
      return value === undefined ? { is: "computed" } : { is: "known", value };
    }, synthesis.locals);
  });
  /** Returns the differences of the last instance of a resource that is made with these attributes. */
  const differ = (address: string, after: Json, unknown: Json = {}): string[] => {
    const resource = synthesis.resources.get(address);
    const part = resource && instancesOf(resource).at(-1);
    if (!resource || !part) throw new Error(`no ${address}`);
    const change = { before: null, after, after_unknown: unknown };
    return compareAttributes(part, "create", change, resource, lookup, synthesis).map(
      ({ path, problem }) => `${path} ${problem}`,
    );
  };

  it("finds another certificate, another state of it, another authority and a request in its place", () => {
    const { pem, authority: ca } = membersOf(locals(synthesis, "device_certificates").at(-1)?.[1]);
    const ca_pem = membersOf(synthesis.locals.device_certificate_authorities)[String(ca)];
    const unknown = { arn: true, id: true };
    const right = { active: true, certificate_pem: pem, csr: null, ca_pem };
    const made = (with_: Json) => differ("aws_iot_certificate.device", { ...right, ...with_ }, unknown);
    expect(made({})).toEqual([]);
    expect(made({ certificate_pem: "theirs" })).toEqual(["certificate_pem is not what the synthesis says"]);
    expect(made({ active: false })).toEqual(["active is not what the synthesis says"]);
    expect(made({ ca_pem: "theirs" })).toEqual(["ca_pem is not what the synthesis says"]);
    expect(made({ csr: "theirs" })).toEqual(["csr is not in the synthesis"]);
  });

  it("finds a policy or a thing that is attached to another certificate", () => {
    const policy = { policy: "cloudprnt-sensors", target: `${ARN}1` };
    const policyFor = (with_: Json) =>
      differ("aws_iot_policy_attachment.device", { ...policy, ...with_ }, { id: true });
    expect(policyFor({})).toEqual([]);
    expect(policyFor({ target: `${ARN}0` })).toEqual(["target is not what the synthesis says"]);
    expect(policyFor({ policy: "theirs" })).toEqual(["policy is not what the synthesis says"]);
    const thing = { thing: "sensor-2", principal: `${ARN}1` };
    const thingFor = (with_: Json) =>
      differ("aws_iot_thing_principal_attachment.device", { ...thing, ...with_ }, { id: true });
    expect(thingFor({})).toEqual([]);
    expect(thingFor({ thing: "sensor-1" })).toEqual(["thing is not what the synthesis says"]);
    expect(thingFor({ principal: `${ARN}0` })).toEqual(["principal is not what the synthesis says"]);
  });

  it("finds a thing of another name or with other attributes, and one in another group", () => {
    const unknown = { arn: true, default_client_id: true, id: true, version: true };
    const thing = { name: "sensor-2", attributes: null, thing_type_name: null };
    expect(differ("aws_iot_thing.device", thing, unknown)).toEqual([]);
    for (const [name, value] of Object.entries({ name: "theirs", attributes: { plant: "theirs" } }))
      expect(differ("aws_iot_thing.device", { ...thing, [name]: value }, unknown)).toEqual([
        `${name} is not what the synthesis says`,
      ]);
    const member = { thing_name: "sensor-2", thing_group_name: "roof", override_dynamic_group: null };
    expect(differ("aws_iot_thing_group_membership.device", member, { id: true })).toEqual([]);
    for (const name of ["thing_name", "thing_group_name"])
      expect(differ("aws_iot_thing_group_membership.device", { ...member, [name]: "theirs" }, { id: true })).toEqual([
        `${name} is not what the synthesis says`,
      ]);
  });

  it("evaluates only references to values, and leaves other text to Terraform", () => {
    for (const text of ["local.device_things[", "local.device_things[each]", "local[0]", 'upper("x")', "a_b.c[0].d[1]"])
      expect(evaluate(evaluated(text), lookup)).toEqual({ is: "computed" });
    const [first = ""] = locals(synthesis, "device_things").map(([name]) => name);
    expect(evaluate(evaluated(`local.device_things["${first}"].attributes.plant`), lookup)).toEqual({
      is: "known",
      value: "berlin",
    });
  });
});
