import * as iotSdk from "@aws-sdk/client-iot";
import { type ControlPlane, startControlPlane } from "../../../local/control-plane/control-plane";
import { OPERATIONS } from "../../../local/control-plane/routes";
import { describeWith } from "../../helpers/needs";
import { makeAuthority, makeRequest } from "../../local/registry/device-certificates";
import { checkExchanges, type Judgement } from "./check-exchanges";
import { type ExchangeRecorder, startExchangeRecorder } from "./exchange-recorder";

jest.setTimeout(120_000);

const DOCUMENT = JSON.stringify({
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Action: "iot:*", Resource: "*" }],
});
const TEMPLATE = JSON.stringify({
  Parameters: { "AWS::IoT::Certificate::Id": { Type: "String" } },
  Resources: {
    certificate: {
      Type: "AWS::IoT::Certificate",
      Properties: { CertificateId: { Ref: "AWS::IoT::Certificate::Id" } },
    },
  },
});
const ROLE = "arn:aws:iam::123456789012:role/provisioning";

/** Operations of the stand-in about certificates, policies, things and templates. */
const REGISTRY = OPERATIONS.map(({ name }) => name).filter(
  (name) => !/Authorizer|DomainConfiguration|Endpoint|Tag|Untag/.test(name),
);

describeWith(["botocore"], "Every answer of the stand-in about certificates and things", () => {
  let controlPlane: ControlPlane;
  let recorder: ExchangeRecorder;
  let judgements: Judgement[];

  beforeAll(async () => {
    controlPlane = await startControlPlane({ thingTypeDeletionWait: false });
    recorder = await startExchangeRecorder(controlPlane.url, ["iot"]);
    const credentials = { accessKeyId: "AKIDEXAMPLE", secretAccessKey: "example" };
    const iot = new iotSdk.IoTClient({ endpoint: recorder.url, region: "us-east-1", credentials, maxAttempts: 1 });
    await useEverything(iot);
    iot.destroy();
    judgements = await checkExchanges(recorder.exchanges);
  });
  afterAll(async () => {
    await recorder?.close();
    await controlPlane?.close();
  });

  it("has the members, types and values that AWS's model allows", () => {
    expect(judgements.flatMap(({ operation, problems }) => problems.map((one) => `${operation}: ${one}`))).toEqual([]);
  });

  it("was recorded, for each operation of the registry", () => {
    expect(REGISTRY.length).toBeGreaterThan(50);
    const asked = new Set(judgements.map(({ operation }) => operation?.replace(/^iot:/, "")));
    expect(REGISTRY.filter((name) => !asked.has(name))).toEqual([]);
  });
});

async function useEverything(iot: iotSdk.IoTClient): Promise<void> {
  const authority = await makeAuthority();
  const { cert } = await authority.issue();
  const { csr } = await makeRequest("CN=sensor-2");
  const [policyName, templateName, thingName] = ["p", "t", "sensor-1"];
  const tags = [{ Key: "k", Value: "v" }];

  await iot.send(new iotSdk.GetRegistrationCodeCommand({}));
  const template = { templateName, templateBody: TEMPLATE, provisioningRoleArn: ROLE, type: "JITP", tags } as const;
  await iot.send(new iotSdk.CreateProvisioningTemplateCommand(template));
  await iot.send(
    new iotSdk.CreateProvisioningTemplateVersionCommand({ templateName, templateBody: TEMPLATE, setAsDefault: true }),
  );
  await iot.send(new iotSdk.DescribeProvisioningTemplateCommand({ templateName }));
  await iot.send(new iotSdk.DescribeProvisioningTemplateVersionCommand({ templateName, versionId: 1 }));
  await iot.send(new iotSdk.ListProvisioningTemplateVersionsCommand({ templateName, maxResults: 1 }));
  await iot.send(new iotSdk.ListProvisioningTemplatesCommand({}));
  await iot.send(new iotSdk.UpdateProvisioningTemplateCommand({ templateName, enabled: true }));
  await iot.send(new iotSdk.DeleteProvisioningTemplateVersionCommand({ templateName, versionId: 1 }));

  const registering = { caCertificate: authority.pem, certificateMode: "SNI_ONLY", setAsActive: true, tags } as const;
  const ca = await iot.send(
    new iotSdk.RegisterCACertificateCommand({ ...registering, registrationConfig: { templateName } }),
  );
  const caId = { certificateId: ca.certificateId };
  await iot.send(new iotSdk.DescribeCACertificateCommand(caId));
  await iot.send(new iotSdk.ListCACertificatesCommand({ pageSize: 10 }));
  const { certificateId, certificateArn = "" } = await iot.send(
    new iotSdk.RegisterCertificateCommand({ certificatePem: cert, status: "ACTIVE" }),
  );
  await iot.send(
    new iotSdk.RegisterCertificateWithoutCACommand({ certificatePem: (await (await makeAuthority()).issue()).cert }),
  );
  await iot.send(new iotSdk.CreateCertificateFromCsrCommand({ certificateSigningRequest: csr, setAsActive: false }));
  await iot.send(new iotSdk.CreateKeysAndCertificateCommand({}));
  await iot.send(new iotSdk.DescribeCertificateCommand({ certificateId }));
  await iot.send(new iotSdk.ListCertificatesCommand({ pageSize: 1 }));
  await iot.send(new iotSdk.ListCertificatesByCACommand({ caCertificateId: ca.certificateId }));

  await iot.send(new iotSdk.CreatePolicyCommand({ policyName, policyDocument: DOCUMENT, tags }));
  await iot.send(new iotSdk.CreatePolicyVersionCommand({ policyName, policyDocument: DOCUMENT }));
  await iot.send(new iotSdk.SetDefaultPolicyVersionCommand({ policyName, policyVersionId: "2" }));
  await iot.send(new iotSdk.GetPolicyCommand({ policyName }));
  await iot.send(new iotSdk.GetPolicyVersionCommand({ policyName, policyVersionId: "1" }));
  await iot.send(new iotSdk.ListPolicyVersionsCommand({ policyName }));
  await iot.send(new iotSdk.ListPoliciesCommand({}));
  await iot.send(new iotSdk.AttachPolicyCommand({ policyName, target: certificateArn }));
  await iot.send(new iotSdk.ListAttachedPoliciesCommand({ target: certificateArn }));
  await iot.send(new iotSdk.ListTargetsForPolicyCommand({ policyName }));
  await iot.send(new iotSdk.ListPolicyPrincipalsCommand({ policyName }));
  await iot.send(new iotSdk.ListPrincipalPoliciesCommand({ principal: certificateArn }));

  const typed = { thingTypeName: "bulb", thingTypeProperties: { searchableAttributes: ["a"] }, tags };
  await iot.send(new iotSdk.CreateThingTypeCommand(typed));
  await iot.send(new iotSdk.DescribeThingTypeCommand({ thingTypeName: "bulb" }));
  await iot.send(new iotSdk.ListThingTypesCommand({}));
  await iot.send(
    new iotSdk.CreateThingCommand({ thingName, thingTypeName: "bulb", attributePayload: { attributes: { a: "1" } } }),
  );
  await iot.send(new iotSdk.UpdateThingCommand({ thingName, removeThingType: true }));
  await iot.send(new iotSdk.DescribeThingCommand({ thingName }));
  await iot.send(new iotSdk.ListThingsCommand({}));
  const attachment = { thingName, principal: certificateArn };
  await iot.send(new iotSdk.AttachThingPrincipalCommand({ ...attachment, thingPrincipalType: "EXCLUSIVE_THING" }));
  await iot.send(new iotSdk.ListThingPrincipalsCommand({ thingName }));
  await iot.send(new iotSdk.ListThingPrincipalsV2Command({ thingName }));
  await iot.send(new iotSdk.ListPrincipalThingsCommand({ principal: certificateArn }));
  await iot.send(new iotSdk.ListPrincipalThingsV2Command({ principal: certificateArn }));
  await iot.send(new iotSdk.GetEffectivePoliciesCommand({ principal: certificateArn, thingName }));

  const thingGroupName = "g";
  await iot.send(new iotSdk.CreateThingGroupCommand({ thingGroupName, tags }));
  await iot.send(new iotSdk.CreateThingGroupCommand({ thingGroupName: "below", parentGroupName: thingGroupName }));
  await iot.send(
    new iotSdk.UpdateThingGroupCommand({ thingGroupName, thingGroupProperties: { thingGroupDescription: "G" } }),
  );
  await iot.send(new iotSdk.DescribeThingGroupCommand({ thingGroupName: "below" }));
  await iot.send(new iotSdk.ListThingGroupsCommand({}));
  await iot.send(new iotSdk.AddThingToThingGroupCommand({ thingGroupName, thingName }));
  await iot.send(new iotSdk.ListThingsInThingGroupCommand({ thingGroupName }));
  await iot.send(new iotSdk.ListThingGroupsForThingCommand({ thingName }));
  await iot.send(new iotSdk.RemoveThingFromThingGroupCommand({ thingGroupName, thingName }));

  // Errors are answers, too.
  const refused = [
    new iotSdk.DeleteCertificateCommand({ certificateId }),
    new iotSdk.DeletePolicyCommand({ policyName }),
    new iotSdk.DeleteThingCommand({ thingName }),
    new iotSdk.DeleteProvisioningTemplateCommand({ templateName }),
    new iotSdk.DeleteCACertificateCommand(caId),
    new iotSdk.DescribeThingCommand({ thingName: "none" }),
    new iotSdk.CreatePolicyCommand({ policyName: "bad", policyDocument: "{}" }),
  ];
  for (const command of refused) await expect(iot.send(command as iotSdk.DescribeThingCommand)).rejects.toThrow();

  await iot.send(new iotSdk.DetachThingPrincipalCommand(attachment));
  await iot.send(new iotSdk.DetachPolicyCommand({ policyName, target: certificateArn }));
  await iot.send(new iotSdk.UpdateCertificateCommand({ certificateId, newStatus: "INACTIVE" }));
  await iot.send(new iotSdk.DeleteCertificateCommand({ certificateId }));
  await iot.send(new iotSdk.DeletePolicyVersionCommand({ policyName, policyVersionId: "1" }));
  await iot.send(new iotSdk.DeletePolicyCommand({ policyName }));
  await iot.send(new iotSdk.DeleteThingCommand({ thingName }));
  await iot.send(new iotSdk.DeprecateThingTypeCommand({ thingTypeName: "bulb" }));
  await iot.send(new iotSdk.DeleteThingTypeCommand({ thingTypeName: "bulb" }));
  await iot.send(new iotSdk.DeleteThingGroupCommand({ thingGroupName: "below" }));
  await iot.send(new iotSdk.DeleteThingGroupCommand({ thingGroupName }));
  await iot.send(
    new iotSdk.UpdateCACertificateCommand({ ...caId, newStatus: "INACTIVE", removeAutoRegistration: true }),
  );
  await iot.send(new iotSdk.DeleteCACertificateCommand(caId));
  await iot.send(new iotSdk.DeleteProvisioningTemplateCommand({ templateName }));
}
