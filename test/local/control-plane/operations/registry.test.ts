import * as iotSdk from "@aws-sdk/client-iot";
import { makeAuthority, makeRequest, type TestAuthority } from "../../registry/device-certificates";
import { clientFor, closeAll, errorOf, start } from "../start";

afterEach(closeAll);

const DOCUMENT = JSON.stringify({
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Action: "iot:*", Resource: "*" }],
});
const ROLE = "arn:aws:iam::123456789012:role/provisioning";
const TEMPLATE = JSON.stringify({
  Parameters: { "AWS::IoT::Certificate::Id": { Type: "String" } },
  Resources: {
    certificate: { Type: "AWS::IoT::Certificate", Properties: { CertificateId: { Ref: "AWS::IoT::Certificate::Id" } } },
  },
});

let authority: TestAuthority;
beforeAll(async () => {
  authority = await makeAuthority();
});

/** A control plane and short ways to ask it. */
async function account(options: Parameters<typeof start>[0] = {}) {
  const { iot } = await start(options);
  const registerCa = (changes: Partial<iotSdk.RegisterCACertificateCommandInput> = {}) =>
    iot.send(
      new iotSdk.RegisterCACertificateCommand({
        caCertificate: authority.pem,
        certificateMode: "SNI_ONLY",
        ...changes,
      }),
    );
  const registerDevice = async (status: iotSdk.CertificateStatus = "ACTIVE") => {
    const { cert } = await authority.issue();
    const { certificateId, certificateArn } = await iot.send(
      new iotSdk.RegisterCertificateWithoutCACommand({ certificatePem: cert, status }),
    );
    return { certificateId, certificateArn: certificateArn as string };
  };
  return { iot, registerCa, registerDevice };
}

test("A CA certificate is registered, described, changed, listed and deleted once it is INACTIVE", async () => {
  const { iot, registerCa } = await account();
  const { certificateId, certificateArn } = await registerCa({ setAsActive: true, allowAutoRegistration: true });
  const describe = async () =>
    (await iot.send(new iotSdk.DescribeCACertificateCommand({ certificateId }))).certificateDescription;
  expect(await describe()).toMatchObject({
    certificateId,
    certificateArn,
    status: "ACTIVE",
    autoRegistrationStatus: "ENABLE",
    certificateMode: "SNI_ONLY",
    validity: { notBefore: expect.any(Date), notAfter: expect.any(Date) },
  });
  const remove = () => iot.send(new iotSdk.DeleteCACertificateCommand({ certificateId }));
  expect(await errorOf(remove())).toMatchObject({
    name: "CertificateStateException",
    status: 406,
  });
  const change = { certificateId, newStatus: "INACTIVE", newAutoRegistrationStatus: "DISABLE" } as const;
  await iot.send(new iotSdk.UpdateCACertificateCommand(change));
  expect(await describe()).toMatchObject({ status: "INACTIVE", autoRegistrationStatus: "DISABLE" });
  const { certificates } = await iot.send(new iotSdk.ListCACertificatesCommand({}));
  expect(certificates).toMatchObject([{ certificateId, status: "INACTIVE" }]);
  await remove();
  expect(await errorOf(describe())).toMatchObject({ name: "ResourceNotFoundException" });
});

test("A CA certificate that AWS would not take is refused", async () => {
  const { iot, registerCa } = await account();
  await registerCa();
  const refused = async (changes: Partial<iotSdk.RegisterCACertificateCommandInput>) =>
    (await errorOf(registerCa(changes))).name;
  expect(await refused({})).toBe("ResourceAlreadyExistsException");
  expect(await refused({ caCertificate: "none" })).toBe("CertificateValidationException");
  expect(await refused({ caCertificate: (await makeAuthority({ ca: false })).pem })).toBe(
    "CertificateValidationException",
  );
  expect(await refused({ caCertificate: (await makeAuthority({ until: -1 })).pem })).toBe(
    "CertificateValidationException",
  );
  const other = await makeAuthority();
  const { registrationCode } = await iot.send(new iotSdk.GetRegistrationCodeCommand({}));
  expect(registrationCode).toMatch(/^[0-9a-f]{64}$/);
  const proof = async (by: TestAuthority, subject: string) => (await by.issue({ subject })).cert;
  const proven = { caCertificate: other.pem, certificateMode: "DEFAULT" } as const;
  expect(await refused(proven)).toBe("InvalidRequestException");
  const right = `CN=${registrationCode}`;
  expect(await refused({ ...proven, verificationCertificate: await proof(authority, right) })).toBe(
    "CertificateValidationException",
  );
  expect(await refused({ ...proven, verificationCertificate: await proof(other, "CN=x") })).toBe(
    "RegistrationCodeValidationException",
  );
  const inSniOnly = { caCertificate: other.pem, verificationCertificate: await proof(other, right) };
  expect(await refused(inSniOnly)).toBe("InvalidRequestException");
  await registerCa({ ...proven, verificationCertificate: await proof(other, right) });
  expect(
    await refused({ caCertificate: (await makeAuthority()).pem, registrationConfig: { templateName: "none" } }),
  ).toBe("ResourceNotFoundException");
});

test("A certificate signing request is signed by Amazon, whatever the key, and keys are made", async () => {
  const { iot } = await account();
  for (const kind of ["ecdsa", "rsa"] as const) {
    const { csr } = await makeRequest("CN=sensor-1", kind);
    const created = await iot.send(
      new iotSdk.CreateCertificateFromCsrCommand({ certificateSigningRequest: csr, setAsActive: true }),
    );
    const { certificateId } = created;
    const { certificateDescription } = await iot.send(new iotSdk.DescribeCertificateCommand({ certificateId }));
    expect(certificateDescription).toMatchObject({
      certificateId,
      status: "ACTIVE",
      certificatePem: created.certificatePem,
    });
  }
  const wrong = new iotSdk.CreateCertificateFromCsrCommand({ certificateSigningRequest: "none" });
  expect((await errorOf(iot.send(wrong))).name).toBe("InvalidRequestException");
  const { keyPair, certificatePem } = await iot.send(new iotSdk.CreateKeysAndCertificateCommand({}));
  expect(keyPair?.PublicKey).toMatch(/^-----BEGIN PUBLIC KEY-----/);
  expect(certificatePem).toMatch(/^-----BEGIN CERTIFICATE-----/);
  expect((await iot.send(new iotSdk.ListCertificatesCommand({}))).certificates).toHaveLength(3);
});

test("A certificate is registered by its CA, and only by one that is registered and ACTIVE", async () => {
  const { iot, registerCa } = await account();
  const { cert } = await authority.issue();
  const register = () => iot.send(new iotSdk.RegisterCertificateCommand({ certificatePem: cert, status: "ACTIVE" }));
  expect((await errorOf(register())).name).toBe("CertificateValidationException");
  const { certificateId: caCertificateId } = await registerCa();
  expect((await errorOf(register())).name).toBe("CertificateStateException");
  await iot.send(new iotSdk.UpdateCACertificateCommand({ certificateId: caCertificateId, newStatus: "ACTIVE" }));
  const { certificateId } = await register();
  expect((await errorOf(register())).name).toBe("ResourceAlreadyExistsException");
  const { certificateDescription } = await iot.send(new iotSdk.DescribeCertificateCommand({ certificateId }));
  expect(certificateDescription).toMatchObject({ caCertificateId, status: "ACTIVE", certificateMode: "SNI_ONLY" });
  const { certificates } = await iot.send(new iotSdk.ListCertificatesByCACommand({ caCertificateId }));
  expect(certificates).toMatchObject([{ certificateId }]);
});

test("A certificate is deleted when it is INACTIVE and nothing is attached to it", async () => {
  const { iot, registerDevice } = await account();
  const { certificateId, certificateArn } = await registerDevice();
  await iot.send(new iotSdk.CreatePolicyCommand({ policyName: "all", policyDocument: DOCUMENT }));
  await iot.send(new iotSdk.AttachPolicyCommand({ policyName: "all", target: certificateArn }));
  await iot.send(new iotSdk.CreateThingCommand({ thingName: "sensor-1" }));
  await iot.send(new iotSdk.AttachThingPrincipalCommand({ thingName: "sensor-1", principal: certificateArn }));
  const remove = async (forceDelete = false) =>
    (await errorOf(iot.send(new iotSdk.DeleteCertificateCommand({ certificateId, forceDelete })))).name;
  expect(await remove()).toBe("CertificateStateException");
  const update = (newStatus: iotSdk.CertificateStatus) =>
    iot.send(new iotSdk.UpdateCertificateCommand({ certificateId, newStatus }));
  expect((await errorOf(update("PENDING_ACTIVATION"))).name).toBe("InvalidRequestException");
  await update("INACTIVE");
  expect(await remove(true)).toBe("DeleteConflictException");
  expect((await errorOf(iot.send(new iotSdk.DeleteThingCommand({ thingName: "sensor-1" })))).name).toBe(
    "InvalidRequestException",
  );
  await iot.send(new iotSdk.DetachThingPrincipalCommand({ thingName: "sensor-1", principal: certificateArn }));
  expect(await remove()).toBe("DeleteConflictException");
  await iot.send(new iotSdk.DetachPolicyCommand({ policyName: "all", target: certificateArn }));
  await iot.send(new iotSdk.DeleteCertificateCommand({ certificateId }));
  await iot.send(new iotSdk.DeleteThingCommand({ thingName: "sensor-1" }));
  await iot.send(new iotSdk.DeletePolicyCommand({ policyName: "all" }));
});

test("A policy has up to five versions, one of them the default", async () => {
  const { iot } = await account();
  const policyName = "sensors";
  const created = await iot.send(new iotSdk.CreatePolicyCommand({ policyName, policyDocument: DOCUMENT }));
  expect(created).toMatchObject({ policyName, policyVersionId: "1", policyDocument: DOCUMENT });
  const again = new iotSdk.CreatePolicyCommand({ policyName, policyDocument: DOCUMENT });
  expect((await errorOf(iot.send(again))).name).toBe("ResourceAlreadyExistsException");
  const other = DOCUMENT.replace("iot:*", "iot:Connect");
  const version = (setAsDefault = false) =>
    iot.send(new iotSdk.CreatePolicyVersionCommand({ policyName, policyDocument: other, setAsDefault }));
  for (let count = 2; count <= 5; count++) await version(count === 3);
  expect((await errorOf(version())).name).toBe("VersionsLimitExceededException");
  expect(await iot.send(new iotSdk.GetPolicyCommand({ policyName }))).toMatchObject({
    defaultVersionId: "3",
    policyDocument: other,
  });
  const remove = (policyVersionId: string) =>
    iot.send(new iotSdk.DeletePolicyVersionCommand({ policyName, policyVersionId }));
  expect((await errorOf(remove("3"))).name).toBe("DeleteConflictException");
  expect((await errorOf(iot.send(new iotSdk.DeletePolicyCommand({ policyName })))).name).toBe(
    "DeleteConflictException",
  );
  await iot.send(new iotSdk.SetDefaultPolicyVersionCommand({ policyName, policyVersionId: "1" }));
  const first = await iot.send(new iotSdk.GetPolicyVersionCommand({ policyName, policyVersionId: "1" }));
  expect(first).toMatchObject({ isDefaultVersion: true, policyDocument: DOCUMENT });
  for (const id of ["2", "3", "4", "5"]) await remove(id);
  const { policyVersions } = await iot.send(new iotSdk.ListPolicyVersionsCommand({ policyName }));
  expect(policyVersions).toMatchObject([{ versionId: "1", isDefaultVersion: true }]);
  await iot.send(new iotSdk.DeletePolicyCommand({ policyName }));
  expect((await iot.send(new iotSdk.ListPoliciesCommand({}))).policies).toEqual([]);
});

test("A policy that is none, or too long, is malformed", async () => {
  const { iot } = await account();
  const create = (policyDocument: string) =>
    iot.send(new iotSdk.CreatePolicyCommand({ policyName: "p", policyDocument }));
  expect(await errorOf(create("{}"))).toMatchObject({
    name: "MalformedPolicyException",
    message: expect.stringContaining("policyDocument.Statement"),
  });
  const long = DOCUMENT.replace('"*"', `"arn:aws:iot:us-east-1:123456789012:topic/${"x".repeat(2048)}"`);
  expect((await errorOf(create(long))).name).toBe("MalformedPolicyException");
  await create(DOCUMENT.replace("{", `{${" ".repeat(3000)}`));
});

test("A policy lists its targets, and a target its policies, page by page", async () => {
  const { iot, registerDevice } = await account();
  const { certificateArn: target } = await registerDevice();
  for (const policyName of ["a", "b"]) {
    await iot.send(new iotSdk.CreatePolicyCommand({ policyName, policyDocument: DOCUMENT }));
    await iot.send(new iotSdk.AttachPolicyCommand({ policyName, target }));
  }
  expect((await iot.send(new iotSdk.ListTargetsForPolicyCommand({ policyName: "a" }))).targets).toEqual([target]);
  expect((await iot.send(new iotSdk.ListPolicyPrincipalsCommand({ policyName: "a" }))).principals).toEqual([target]);
  const page = await iot.send(new iotSdk.ListAttachedPoliciesCommand({ target, pageSize: 1 }));
  expect(page.policies).toMatchObject([{ policyName: "a" }]);
  const next = await iot.send(new iotSdk.ListAttachedPoliciesCommand({ target, marker: page.nextMarker as string }));
  expect([next.policies, next.nextMarker]).toMatchObject([[{ policyName: "b" }], undefined]);
  expect((await iot.send(new iotSdk.ListPrincipalPoliciesCommand({ principal: target }))).policies).toHaveLength(2);
  const nowhere = new iotSdk.AttachPolicyCommand({
    policyName: "a",
    target: `${target.slice(0, -1)}${target.endsWith("0") ? 1 : 0}`,
  });
  expect((await errorOf(iot.send(nowhere))).name).toBe("ResourceNotFoundException");
  expect((await errorOf(iot.send(new iotSdk.DeletePolicyCommand({ policyName: "a" })))).name).toBe(
    "DeleteConflictException",
  );
});

test("A thing is created, described, changed, listed and deleted", async () => {
  const { iot } = await account();
  const thingName = "sensor:1";
  const created = await iot.send(
    new iotSdk.CreateThingCommand({ thingName, attributePayload: { attributes: { a: "1", b: "2" } } }),
  );
  expect(created).toMatchObject({ thingName, thingArn: "arn:aws:iot:us-east-1:123456789012:thing/sensor:1" });
  const different = new iotSdk.CreateThingCommand({ thingName });
  expect((await errorOf(iot.send(different))).name).toBe("ResourceAlreadyExistsException");
  const describe = () => iot.send(new iotSdk.DescribeThingCommand({ thingName }));
  expect(await describe()).toMatchObject({ defaultClientId: thingName, attributes: { a: "1", b: "2" }, version: 1 });
  const update = (changes: Omit<iotSdk.UpdateThingCommandInput, "thingName">) =>
    iot.send(new iotSdk.UpdateThingCommand({ thingName, ...changes }));
  await update({ attributePayload: { attributes: { a: "", c: "3" }, merge: true } });
  expect(await describe()).toMatchObject({ attributes: { b: "2", c: "3" }, version: 2 });
  expect((await errorOf(update({ expectedVersion: 7 }))).name).toBe("VersionConflictException");
  expect((await errorOf(update({ attributePayload: { attributes: { a: "1", b: "2", c: "3", d: "4" } } }))).name).toBe(
    "InvalidRequestException",
  );
  await iot.send(new iotSdk.CreateThingTypeCommand({ thingTypeName: "bulb" }));
  await update({ thingTypeName: "bulb", attributePayload: { attributes: { a: "1", b: "2", c: "3", d: "4" } } });
  const { things } = await iot.send(
    new iotSdk.ListThingsCommand({ thingTypeName: "bulb", attributeName: "d", attributeValue: "4" }),
  );
  expect(things).toMatchObject([{ thingName, thingTypeName: "bulb" }]);
  expect((await errorOf(update({ removeThingType: true }))).name).toBe("InvalidRequestException");
  await update({ removeThingType: true, attributePayload: { attributes: {} } });
  await iot.send(new iotSdk.DeleteThingCommand({ thingName }));
  expect((await errorOf(describe())).name).toBe("ResourceNotFoundException");
});

test("A certificate that belongs to a thing alone can be attached to no other one", async () => {
  const { iot, registerDevice } = await account();
  const { certificateArn: principal } = await registerDevice();
  for (const thingName of ["a", "b"]) await iot.send(new iotSdk.CreateThingCommand({ thingName }));
  const attach = (thingName: string, thingPrincipalType?: iotSdk.ThingPrincipalType) =>
    iot.send(
      new iotSdk.AttachThingPrincipalCommand({
        thingName,
        principal,
        ...(thingPrincipalType && { thingPrincipalType }),
      }),
    );
  await attach("a", "EXCLUSIVE_THING");
  expect((await errorOf(attach("b"))).name).toBe("InvalidRequestException");
  expect((await iot.send(new iotSdk.ListThingPrincipalsCommand({ thingName: "a" }))).principals).toEqual([principal]);
  const typed = { thingPrincipalType: "EXCLUSIVE_THING" };
  expect((await iot.send(new iotSdk.ListThingPrincipalsV2Command({ thingName: "a" }))).thingPrincipalObjects).toEqual([
    { principal, ...typed },
  ]);
  expect((await iot.send(new iotSdk.ListPrincipalThingsCommand({ principal }))).things).toEqual(["a"]);
  expect((await iot.send(new iotSdk.ListPrincipalThingsV2Command({ principal }))).principalThingObjects).toEqual([
    { thingName: "a", ...typed },
  ]);
  await attach("a");
  await attach("b");
  expect((await errorOf(attach("b", "EXCLUSIVE_THING"))).name).toBe("InvalidRequestException");
});

test("A thing type can be deleted 5 minutes after its deprecation, while no thing has it", async () => {
  let now = 0;
  const { iot } = await account({ clock: { now: () => now, after: () => () => {} } });
  const thingTypeName = "bulb";
  const properties = { thingTypeProperties: { searchableAttributes: ["a"], thingTypeDescription: "A bulb" } };
  await iot.send(new iotSdk.CreateThingTypeCommand({ thingTypeName, ...properties }));
  await iot.send(new iotSdk.CreateThingCommand({ thingName: "one", thingTypeName }));
  const remove = () => iot.send(new iotSdk.DeleteThingTypeCommand({ thingTypeName }));
  expect((await errorOf(remove())).message).toContain("deprecated first");
  await iot.send(new iotSdk.DeprecateThingTypeCommand({ thingTypeName }));
  const described = await iot.send(new iotSdk.DescribeThingTypeCommand({ thingTypeName }));
  expect(described).toMatchObject({ ...properties, thingTypeMetadata: { deprecated: true } });
  const late = new iotSdk.CreateThingCommand({ thingName: "two", thingTypeName });
  expect((await errorOf(iot.send(late))).name).toBe("InvalidRequestException");
  expect((await errorOf(remove())).message).toContain("wait for 5 minutes");
  now = 5 * 60_000;
  expect((await errorOf(remove())).message).toContain("thing one has it");
  await iot.send(new iotSdk.DeleteThingCommand({ thingName: "one" }));
  expect((await iot.send(new iotSdk.ListThingTypesCommand({}))).thingTypes).toHaveLength(1);
  await remove();
});

test("The 5 minutes of thing types can be switched off", async () => {
  const { iot } = await account({ thingTypeDeletionWait: false });
  await iot.send(new iotSdk.CreateThingTypeCommand({ thingTypeName: "bulb" }));
  await iot.send(new iotSdk.DeprecateThingTypeCommand({ thingTypeName: "bulb" }));
  await iot.send(new iotSdk.DeleteThingTypeCommand({ thingTypeName: "bulb" }));
});

test("Thing groups hold things and groups, and their policies count for a thing in them", async () => {
  const { iot, registerDevice } = await account();
  await iot.send(new iotSdk.CreateThingGroupCommand({ thingGroupName: "all" }));
  const below = {
    thingGroupName: "bulbs",
    parentGroupName: "all",
    thingGroupProperties: { thingGroupDescription: "Bulbs" },
  };
  const { thingGroupArn } = await iot.send(new iotSdk.CreateThingGroupCommand(below));
  expect(await iot.send(new iotSdk.DescribeThingGroupCommand({ thingGroupName: "bulbs" }))).toMatchObject({
    thingGroupProperties: below.thingGroupProperties,
    thingGroupMetadata: { parentGroupName: "all", rootToParentThingGroups: [{ groupName: "all" }] },
  });
  const { version } = await iot.send(
    new iotSdk.UpdateThingGroupCommand({
      thingGroupName: "bulbs",
      thingGroupProperties: { thingGroupDescription: "B" },
    }),
  );
  expect(version).toBe(2);
  await iot.send(new iotSdk.CreateThingCommand({ thingName: "one" }));
  const member = { thingGroupName: "bulbs", thingName: "one" };
  await iot.send(new iotSdk.AddThingToThingGroupCommand(member));
  const second = new iotSdk.AddThingToThingGroupCommand({ thingGroupName: "all", thingName: "one" });
  expect((await errorOf(iot.send(second))).name).toBe("InvalidRequestException");
  const inAll = new iotSdk.ListThingsInThingGroupCommand({ thingGroupName: "all", recursive: true });
  expect((await iot.send(inAll)).things).toEqual(["one"]);
  expect((await iot.send(new iotSdk.ListThingGroupsForThingCommand({ thingName: "one" }))).thingGroups).toMatchObject([
    { groupName: "bulbs" },
  ]);
  expect((await iot.send(new iotSdk.ListThingGroupsCommand({ parentGroup: "all" }))).thingGroups).toMatchObject([
    { groupName: "bulbs" },
  ]);

  const { certificateArn: principal } = await registerDevice();
  await iot.send(new iotSdk.AttachThingPrincipalCommand({ thingName: "one", principal }));
  await iot.send(new iotSdk.CreatePolicyCommand({ policyName: "of-all", policyDocument: DOCUMENT }));
  await iot.send(
    new iotSdk.AttachPolicyCommand({ policyName: "of-all", target: thingGroupArn?.replace("bulbs", "all") as string }),
  );
  const { effectivePolicies } = await iot.send(new iotSdk.GetEffectivePoliciesCommand({ principal, thingName: "one" }));
  expect(effectivePolicies).toMatchObject([{ policyName: "of-all", policyDocument: DOCUMENT }]);

  const remove = (thingGroupName: string) => iot.send(new iotSdk.DeleteThingGroupCommand({ thingGroupName }));
  expect((await errorOf(remove("all"))).name).toBe("InvalidRequestException");
  await iot.send(new iotSdk.RemoveThingFromThingGroupCommand(member));
  await remove("bulbs");
  await remove("all");
  await remove("all");
});

test("A provisioning template has versions, and is not deleted while a CA certificate uses it", async () => {
  const { iot, registerCa } = await account();
  const templateName = "sensors";
  const template = {
    templateName,
    templateBody: TEMPLATE,
    provisioningRoleArn: ROLE,
    type: "JITP",
    enabled: true,
  } as const;
  const created = await iot.send(new iotSdk.CreateProvisioningTemplateCommand(template));
  expect(created).toMatchObject({ templateName, defaultVersionId: 1 });
  const described = async () => iot.send(new iotSdk.DescribeProvisioningTemplateCommand({ templateName }));
  expect(await described()).toMatchObject({ ...template, defaultVersionId: 1 });
  const faulty = new iotSdk.CreateProvisioningTemplateCommand({
    ...template,
    templateName: "faulty",
    templateBody: "{}",
  });
  expect((await errorOf(iot.send(faulty))).name).toBe("InvalidRequestException");
  const other = { templateName, templateBody: `${TEMPLATE} ` };
  const { versionId } = await iot.send(
    new iotSdk.CreateProvisioningTemplateVersionCommand({ ...other, setAsDefault: true }),
  );
  expect([versionId, (await described()).defaultVersionId]).toEqual([2, 2]);
  await iot.send(
    new iotSdk.UpdateProvisioningTemplateCommand({
      templateName,
      defaultVersionId: 1,
      description: "D",
      enabled: false,
    }),
  );
  expect(await described()).toMatchObject({ defaultVersionId: 1, description: "D", enabled: false });
  const second = await iot.send(new iotSdk.DescribeProvisioningTemplateVersionCommand({ templateName, versionId: 2 }));
  expect(second).toMatchObject({ versionId: 2, isDefaultVersion: false, templateBody: other.templateBody });
  const removeVersion = (id: number) =>
    iot.send(new iotSdk.DeleteProvisioningTemplateVersionCommand({ templateName, versionId: id }));
  expect((await errorOf(removeVersion(1))).name).toBe("DeleteConflictException");
  await removeVersion(2);
  const { versions } = await iot.send(new iotSdk.ListProvisioningTemplateVersionsCommand({ templateName }));
  expect(versions).toMatchObject([{ versionId: 1, isDefaultVersion: true }]);
  const { certificateId } = await registerCa({ registrationConfig: { templateName } });
  const remove = () => iot.send(new iotSdk.DeleteProvisioningTemplateCommand({ templateName }));
  expect((await errorOf(remove())).name).toBe("DeleteConflictException");
  await iot.send(new iotSdk.DeleteCACertificateCommand({ certificateId }));
  expect((await iot.send(new iotSdk.ListProvisioningTemplatesCommand({}))).templates).toHaveLength(1);
  await remove();
});

test("Policies, CA certificates, templates, thing types and thing groups have tags", async () => {
  const { iot, registerCa } = await account();
  const tags = [{ Key: "k", Value: "v" }];
  const arns = [
    (await iot.send(new iotSdk.CreatePolicyCommand({ policyName: "p", policyDocument: DOCUMENT, tags }))).policyArn,
    (await registerCa({ tags })).certificateArn,
    (
      await iot.send(
        new iotSdk.CreateProvisioningTemplateCommand({
          templateName: "t",
          templateBody: TEMPLATE,
          provisioningRoleArn: ROLE,
          type: "JITP",
          tags,
        }),
      )
    ).templateArn,
    (await iot.send(new iotSdk.CreateThingTypeCommand({ thingTypeName: "tt", tags }))).thingTypeArn,
    (await iot.send(new iotSdk.CreateThingGroupCommand({ thingGroupName: "g", tags }))).thingGroupArn,
  ];
  for (const resourceArn of arns) {
    expect((await iot.send(new iotSdk.ListTagsForResourceCommand({ resourceArn }))).tags).toEqual(tags);
  }
});

test("Certificates, policies and things are in one Region only", async () => {
  const { controlPlane, iot } = await start();
  await iot.send(new iotSdk.CreatePolicyCommand({ policyName: "p", policyDocument: DOCUMENT }));
  const elsewhere = clientFor(controlPlane.url, "eu-west-1");
  expect((await elsewhere.send(new iotSdk.ListPoliciesCommand({}))).policies).toEqual([]);
});
