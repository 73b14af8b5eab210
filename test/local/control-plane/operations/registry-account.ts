import * as iotSdk from "@aws-sdk/client-iot";
import type { TestAuthority } from "../../registry/device-certificates";
import { start } from "../start";

/** A policy that allows everything. */
export const DOCUMENT = JSON.stringify({
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Action: "iot:*", Resource: "*" }],
});
/** ARN of the role of provisioning templates. */
export const ROLE = "arn:aws:iam::123456789012:role/provisioning";
/** A provisioning template that makes only the certificate. */
export const TEMPLATE = JSON.stringify({
  Parameters: { "AWS::IoT::Certificate::Id": { Type: "String" } },
  Resources: {
    certificate: { Type: "AWS::IoT::Certificate", Properties: { CertificateId: { Ref: "AWS::IoT::Certificate::Id" } } },
  },
});

/** Starts a control plane. @returns functions that call it */
export async function registryAccount(authority: TestAuthority, options: Parameters<typeof start>[0] = {}) {
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
