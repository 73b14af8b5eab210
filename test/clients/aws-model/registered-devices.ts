import {
  AttachPolicyCommand,
  AttachThingPrincipalCommand,
  CreateKeysAndCertificateCommand,
  CreatePolicyCommand,
  CreateProvisioningTemplateCommand,
  CreateThingCommand,
  CreateThingTypeCommand,
  type IoTClient,
  RegisterCACertificateCommand,
  RegisterCertificateCommand,
} from "@aws-sdk/client-iot";
import { templateBody } from "../../../config/certificates/provisioning-template";
import type { TestProject } from "../../cli/helpers/project";
import { authority, deviceOf } from "../../identity/certificates/made";
import { ACCOUNT, REGION } from "./modelled-account";

/**
 * Configuration of a stack with a CA that provisions devices just in time, and one device that the configuration names.
 */
export const DEVICES = `export default defineConfig({
  name: "devices", region: "${REGION}",
  groups: { sensors: { clientIds: ["{thingName}"], publish: ["telemetry/{thingName}/#"] } },
  certificates: {
    authorities: { factory: { certificate: "factory.pem", provision: { group: "sensors" } } },
    things: { "sensor-3": { group: "sensors", certificate: "sensor-3.pem" } },
  },
});`;

const POLICY = '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"iot:Connect","Resource":"*"}]}';

/**
 * Registers a device with AWS IoT that Terraform does not know, with a thing type.
 * @returns The ARN of the policy that is attached to the device's certificate
 */
export async function registerUnknownDevice(
  iot: IoTClient,
  policyName: string,
  thingTypeName: string,
): Promise<string> {
  const { policyArn = "" } = await iot.send(new CreatePolicyCommand({ policyName, policyDocument: POLICY }));
  const { certificateArn: target } = await iot.send(new CreateKeysAndCertificateCommand({ setAsActive: true }));
  await iot.send(new AttachPolicyCommand({ policyName, target }));
  const thingName = "sensor-1";
  await iot.send(new CreateThingTypeCommand({ thingTypeName }));
  await iot.send(new CreateThingCommand({ thingName, thingTypeName }));
  await iot.send(new AttachThingPrincipalCommand({ thingName, principal: target }));
  return policyArn;
}

/**
 * Writes the files of {@link DEVICES} into a project, and registers with AWS IoT what an apply and a device's first
 * connection make.
 */
export async function registerDevices(iot: IoTClient, project: TestProject): Promise<void> {
  const ca = await authority(400);
  project.write("factory.pem", ca.certificate);
  const policyName = "devices-sensors";
  await iot.send(new CreatePolicyCommand({ policyName, policyDocument: POLICY }));
  const templateName = "devices-factory";
  await iot.send(
    new CreateProvisioningTemplateCommand({
      ...{ templateName, type: "JITP", enabled: true },
      templateBody: templateBody({ group: "sensors", attributes: {}, thingGroups: [] }, policyName),
      provisioningRoleArn: `arn:aws:iam::${ACCOUNT}:role/devices-jitp-${REGION}`,
    }),
  );
  await iot.send(
    new RegisterCACertificateCommand({
      ...{ caCertificate: ca.certificate, certificateMode: "SNI_ONLY", setAsActive: true, allowAutoRegistration: true },
      registrationConfig: { templateName },
    }),
  );
  for (const thingName of ["sensor-2", "sensor-3"]) {
    const { certificate: certificatePem } = await deviceOf(ca, { commonName: thingName });
    project.write(`${thingName}.pem`, certificatePem);
    const registering = { certificatePem, caCertificatePem: ca.certificate, status: "ACTIVE" } as const;
    const { certificateArn: principal = "" } = await iot.send(new RegisterCertificateCommand(registering));
    await iot.send(new CreateThingCommand({ thingName }));
    await iot.send(new AttachThingPrincipalCommand({ thingName, principal }));
    await iot.send(new AttachPolicyCommand({ policyName, target: principal }));
  }
}
