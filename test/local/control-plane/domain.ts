import { CreateAuthorizerCommand, CreateDomainConfigurationCommand, type IoTClient } from "@aws-sdk/client-iot";
import { unsigned } from "./start";

export const CERTIFICATE = "arn:aws:acm:us-east-1:123456789012:certificate/5d1c";
export const domainConfigurationName = "fleet";

/** Input of CreateDomainConfiguration for a custom domain with the authorizer `printers`. */
export const customDomain = {
  domainConfigurationName,
  domainName: "iot.example.com",
  serverCertificateArns: [CERTIFICATE],
  authorizerConfig: { defaultAuthorizerName: "printers", allowAuthorizerOverride: false },
};

/** Creates the authorizer `printers`, INACTIVE. */
export const createPrinters = (iot: IoTClient) => iot.send(new CreateAuthorizerCommand(unsigned("printers")));

/** Creates the authorizer `printers` and the custom domain. */
export async function createCustomDomain(iot: IoTClient): Promise<void> {
  await createPrinters(iot);
  await iot.send(new CreateDomainConfigurationCommand(customDomain));
}
