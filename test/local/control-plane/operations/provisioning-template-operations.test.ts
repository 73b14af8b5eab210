import * as iotSdk from "@aws-sdk/client-iot";
import { makeAuthority, type TestAuthority } from "../../registry/device-certificates";
import { closeAll, errorOf } from "../start";
import { ROLE, registryAccount, TEMPLATE } from "./registry-account";

afterEach(closeAll);

let authority: TestAuthority;
beforeAll(async () => {
  authority = await makeAuthority();
});

const account = (options: Parameters<typeof registryAccount>[1] = {}) => registryAccount(authority, options);

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
