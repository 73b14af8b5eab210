import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Testing } from "cdktf";
import { resolveConfig } from "../../../../config/stages/resolve-config";
import { createRequest } from "../../../../identity/certificates/issue";
import { AuthStack } from "../../../../infra/stack";
import { loadStack } from "../../../../infra/synthesis/load-stack";
import { synthesizedDevices } from "../../../../local/registry/synthesized-devices";
import { authority, deviceOf } from "../../../identity/certificates/made";

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "iot-auth-things-"));
  for (const name of ["users.json", "function.zip", "program.js"]) {
    writeFileSync(join(folder, name), JSON.stringify({ users: [] }));
  }
});
afterAll(() => rmSync(folder, { recursive: true }));

const GROUPS = {
  users: { clientIds: ["{username}"] },
  sensors: { clientIds: ["{thingName}"], publish: ["up/{thingName}/#"], subscribe: ["down/{thingName}"] },
};
// biome-ignore lint/suspicious/noExplicitAny: a whole stack as JSON
type Stack = any;

async function stackText(settings: object): Promise<string> {
  const [stack] = resolveConfig({ name: "fleet", region: "us-east-1", groups: GROUPS, ...settings });
  if (!stack) throw new Error("no stack");
  return Testing.synth(
    new AuthStack(Testing.app(), {
      loaded: await loadStack(stack, folder),
      package: { file: join(folder, "function.zip"), zip: Buffer.alloc(0), sha256: "sha256", codeDigest: "code" },
      defaultAuthorizerProgram: { file: join(folder, "program.js"), digest: "program" },
    }),
  );
}

async function certificates() {
  const ca = await authority();
  const device = await deviceOf(ca, { commonName: "sensor-2" });
  const request = await createRequest({ commonName: "sensor-1" }, "P-256");
  return {
    secrets: [ca.key, device.key, request.key],
    settings: {
      authorities: {
        factory: { certificate: ca.certificate, provision: { group: "sensors", thingGroups: ["roof"] } },
        old: { certificate: (await authority(365, "P-256", "old")).certificate, active: false },
      },
      things: {
        "sensor-1": { group: "sensors", csr: request.csr, type: "t", attributes: { plant: "berlin" } },
        "sensor-2": { group: "sensors", certificate: device.certificate, thingGroups: ["roof"] },
      },
      thingTypes: { t: { searchableAttributes: ["plant"] } },
      thingGroups: { berlin: {}, roof: { parent: "berlin" } },
    },
    ca,
    device,
    csr: request.csr,
  };
}

/** Returns the values of a resource's `for_each`, by key. */
function instances({ locals }: Stack, { for_each }: Stack): Stack {
  const keys = /^\$\{local\.(\w+)_keys\}$/.exec(for_each)?.[1] ?? "";
  expect(locals[`${keys}_keys`]).toBe(`\${tomap({ for key, value in local.${keys} : key => key })}`);
  return locals[keys];
}

const ACCOUNT = "$" + "{data.aws_caller_identity.current.account_id}";
const THING = "$$" + "{iot:Connection.Thing.ThingName}";

test("a group of devices has its own policy, with the thing's name as a variable", async () => {
  const { resource }: Stack = JSON.parse(await stackText({}));
  const { name, policy } = resource.aws_iot_policy.group.for_each.sensors;
  const arn = (rest: string) => `arn:aws:iot:us-east-1:${ACCOUNT}:${rest}`;
  expect(name).toBe("fleet-sensors");
  expect(JSON.parse(policy)).toEqual({
    Version: "2012-10-17",
    Statement: [
      {
        Effect: "Allow",
        Action: ["iot:Connect"],
        Resource: [arn(`client/${THING}`)],
        Condition: { Bool: { "iot:Connection.Thing.IsAttached": "true" } },
      },
      { Effect: "Allow", Action: ["iot:Publish"], Resource: [arn(`topic/up/${THING}/*`)] },
      { Effect: "Allow", Action: ["iot:Subscribe"], Resource: [arn(`topicfilter/down/${THING}`)] },
      { Effect: "Allow", Action: ["iot:Receive"], Resource: [arn(`topic/down/${THING}`)] },
    ],
  });
});

test("a stack without devices has no IoT resource but the authorizer, and no instance of the policy sweep", async () => {
  const { resource }: Stack = JSON.parse(await stackText({ groups: { users: GROUPS.users } }));
  expect(Object.keys(resource).filter((type) => type.startsWith("aws_iot_"))).toEqual(["aws_iot_authorizer"]);
  expect(resource.terraform_data.policy_sweep.for_each).toEqual({});
});

test("a resource with an instance for each thing refers to local values, which Terraform evaluates once", async () => {
  const { settings } = await certificates();
  const { resource }: Stack = JSON.parse(await stackText({ certificates: settings }));
  const many = [
    "aws_iot_thing",
    "aws_iot_certificate",
    "aws_iot_policy_attachment",
    "aws_iot_thing_principal_attachment",
  ];
  for (const block of [...many, "aws_iot_thing_group_membership"].map((type) => resource[type].device)) {
    expect(block.for_each).toMatch(/^\$\{local\.\w+\}$/);
    const { depends_on, ...settingsOfIt } = block;
    for (const type of many) expect(JSON.stringify(settingsOfIt)).not.toContain(`${type}.device[`);
  }
});

test("a destroy removes what attaches a policy first, then runs the sweep, then removes the policy", async () => {
  const { settings } = await certificates();
  const { resource }: Stack = JSON.parse(await stackText({ certificates: settings }));
  for (const block of [
    resource.aws_iot_policy_attachment.device,
    resource.aws_iot_certificate.device,
    resource.aws_iot_ca_certificate.authority,
    resource.aws_iot_provisioning_template.authority,
  ]) {
    expect(block.depends_on).toContain("terraform_data.policy_sweep");
  }
  const { input, provisioner, depends_on: later } = resource.terraform_data.policy_sweep;
  expect(later).toEqual(["aws_iot_thing_type.made"]);
  expect(input.thingTypes).toEqual(["t"]);
  expect(input.policyName).toBe("$" + "{aws_iot_policy.group[each.key].name}");
  expect(provisioner[0]["local-exec"]).toMatchObject({ when: "destroy", command: "sweep" });
});

test("a thing group without a description has no block of properties, which every plan would show as a change", async () => {
  const { settings } = await certificates();
  const { resource }: Stack = JSON.parse(await stackText({ certificates: settings }));
  for (const block of [resource.aws_iot_thing_group.made, resource.aws_iot_thing_group.made_2]) {
    expect(block.properties).toBeUndefined();
    expect(block.dynamic.properties.for_each).toContain('each.value.description == "" ? []');
  }
});

test("a retired certificate stays registered, INACTIVE, without thing and policy, also in the stand-in", async () => {
  const { settings, ca } = await certificates();
  const old = await deviceOf(ca, { commonName: "sensor-2" });
  const things = { ...settings.things, "sensor-2": { ...settings.things["sensor-2"], retired: [old.certificate] } };
  const stack: Stack = JSON.parse(await stackText({ certificates: { ...settings, things } }));
  const { aws_iot_certificate, aws_iot_policy_attachment, aws_iot_thing_principal_attachment } = stack.resource;
  const registered = instances(stack, aws_iot_certificate.device);
  const [retired = ""] = Object.keys(registered).filter((key) => registered[key].pem === old.certificate);
  expect([retired, registered[retired].active]).toEqual([expect.stringMatching(/^sensor-2\/[0-9a-f]{12}$/), false]);
  for (const attachment of [aws_iot_policy_attachment, aws_iot_thing_principal_attachment]) {
    expect(Object.keys(instances(stack, attachment.device))).not.toContain(retired);
    expect(Object.keys(instances(stack, attachment.device))).toHaveLength(2);
  }
  const local = synthesizedDevices(stack, "123456789012");
  expect(local?.certificates?.find(({ id }) => id === retired)).toMatchObject({ active: false, policies: [] });
  expect(local?.things?.flatMap(({ certificates: of }) => of)).not.toContain(retired);
});

test("a synthesized stack contains no private key", async () => {
  const { settings, secrets } = await certificates();
  const text = await stackText({ certificates: settings });
  for (const key of secrets) {
    for (const line of key.split("\n").slice(1, -2)) expect(text).not.toContain(line);
  }
  expect(text).not.toMatch(/PRIVATE KEY/);
});

test("only this stack's templates may assume the provisioning role", async () => {
  const { settings } = await certificates();
  const { resource }: Stack = JSON.parse(await stackText({ certificates: settings }));
  const [statement] = JSON.parse(resource.aws_iam_role.provisioning.assume_role_policy).Statement;
  expect(statement.Condition).toEqual({
    StringEquals: { "aws:SourceAccount": ACCOUNT },
    ArnLike: { "aws:SourceArn": [`arn:aws:iot:us-east-1:${ACCOUNT}:provisioningtemplate/fleet-factory`] },
  });
});

test("the stand-in reads the same certificates, things and policies that AWS gets", async () => {
  const { settings, ca, device, csr } = await certificates();
  const devices = synthesizedDevices(JSON.parse(await stackText({ certificates: settings })), "111122223333");
  const [policy] = devices?.policies ?? [];
  expect(policy?.name).toBe("fleet-sensors");
  expect(policy?.document).toContain(`arn:aws:iot:us-east-1:111122223333:client/${THING.slice(1)}`);
  expect(policy?.document).not.toContain("$$");
  expect(devices?.authorities).toEqual([
    {
      ...{ id: "factory", pem: ca.certificate, mode: "SNI_ONLY", active: true, autoRegistration: true },
      template: "fleet-factory",
    },
    expect.objectContaining({ id: "old", active: false, autoRegistration: false }),
  ]);
  const [template] = devices?.templates ?? [];
  expect(template).toMatchObject({
    name: "fleet-factory",
    roleArn: "arn:aws:iam::111122223333:role/fleet-jitp-us-east-1",
  });
  expect(JSON.parse(template?.body ?? "").Resources.policy.Properties).toEqual({ PolicyName: "fleet-sensors" });
  const [requested, registered] = devices?.certificates ?? [];
  expect(requested).toEqual({
    id: expect.stringMatching(/^sensor-1\//),
    csrPem: csr,
    active: true,
    policies: ["fleet-sensors"],
  });
  expect(registered).toMatchObject({ pem: device.certificate, policies: ["fleet-sensors"] });
  expect(devices?.things).toEqual([
    { name: "sensor-1", type: "t", attributes: { plant: "berlin" }, groups: [], certificates: [requested?.id] },
    { name: "sensor-2", attributes: {}, groups: ["roof"], certificates: [registered?.id] },
  ]);
  expect(devices?.thingTypes).toEqual([{ name: "t", searchableAttributes: ["plant"] }]);
  expect(devices?.thingGroups).toEqual([{ name: "berlin" }, { name: "roof", parent: "berlin" }]);
});

test("moving a thing to another group of a hierarchy replaces its membership, because AWS refuses two groups of one hierarchy", async () => {
  const { csr } = await createRequest({ commonName: "sensor-1" }, "P-256");
  const memberships = async (...thingGroups: string[]) => {
    const settings = {
      things: { "sensor-1": { group: "sensors", csr, thingGroups } },
      thingGroups: { berlin: {}, roof: { parent: "berlin" }, cellar: { parent: "berlin" } },
    };
    const stack: Stack = JSON.parse(await stackText({ certificates: settings }));
    return instances(stack, stack.resource.aws_iot_thing_group_membership.device);
  };
  // Both memberships have the same key, so Terraform replaces the instance.
  expect(await memberships("roof", "elsewhere")).toEqual({
    "sensor-1/berlin": { thing: "sensor-1", group: "roof" },
    "sensor-1/elsewhere": { thing: "sensor-1", group: "elsewhere" },
  });
  expect(await memberships("cellar")).toEqual({ "sensor-1/berlin": { thing: "sensor-1", group: "cellar" } });
});
