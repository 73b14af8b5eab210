import {
  CreateDomainConfigurationCommand,
  type CreateDomainConfigurationCommandInput,
  DescribeDomainConfigurationCommand,
} from "@aws-sdk/client-iot";
import { CERTIFICATE, createCustomDomain, createPrinters, customDomain, domainConfigurationName } from "../domain";
import { closeAll, errorOf, start } from "../start";

afterEach(closeAll);

const ARN = /^arn:aws:iot:us-east-1:123456789012:domainconfiguration\/fleet\/[a-z0-9]{5}$/;

test("A custom domain is created with all its settings", async () => {
  const clock = { now: () => Date.UTC(2026, 0, 1), after: () => () => {} };
  const { iot } = await start({ clock });
  await createPrinters(iot);

  const created = await iot.send(
    new CreateDomainConfigurationCommand({
      ...customDomain,
      authenticationType: "CUSTOM_AUTH",
      applicationProtocol: "SECURE_MQTT",
      tlsConfig: { securityPolicy: "IoTSecurityPolicy_TLS12_1_2_2022_10" },
      serverCertificateConfig: { enableOCSPCheck: true },
    }),
  );
  const described = await iot.send(new DescribeDomainConfigurationCommand({ domainConfigurationName }));

  expect(created).toMatchObject({ domainConfigurationName, domainConfigurationArn: expect.stringMatching(ARN) });
  const { $metadata: _, ...members } = described;
  expect(members).toEqual({
    domainConfigurationName,
    domainConfigurationArn: created.domainConfigurationArn,
    domainName: "iot.example.com",
    domainType: "CUSTOMER_MANAGED",
    domainConfigurationStatus: "ENABLED",
    serviceType: "DATA",
    lastStatusChangeDate: new Date("2026-01-01"),
    serverCertificates: [{ serverCertificateArn: CERTIFICATE, serverCertificateStatus: "VALID" }],
    authorizerConfig: customDomain.authorizerConfig,
    authenticationType: "CUSTOM_AUTH",
    applicationProtocol: "SECURE_MQTT",
    tlsConfig: { securityPolicy: "IoTSecurityPolicy_TLS12_1_2_2022_10" },
    serverCertificateConfig: { enableOCSPCheck: true },
  });
});

test("Without a domain name AWS chooses one, which is the same in every stand-in", async () => {
  const names: (string | undefined)[] = [];
  for (const { iot } of [await start(), await start()]) {
    await iot.send(new CreateDomainConfigurationCommand({ domainConfigurationName }));
    const described = await iot.send(new DescribeDomainConfigurationCommand({ domainConfigurationName }));
    expect(described).toMatchObject({
      domainType: "AWS_MANAGED",
      authenticationType: "DEFAULT",
      applicationProtocol: "DEFAULT",
      serverCertificates: [],
      tlsConfig: { securityPolicy: "IoTSecurityPolicy_TLS13_1_2_2022_10" },
    });
    names.push(described.domainName);
  }
  expect(names[0]).toMatch(/^d[a-z0-9]{20}-ats\.iot\.us-east-1\.amazonaws\.com$/);
  expect(names[1]).toBe(names[0]);
});

test.each<[string, Partial<CreateDomainConfigurationCommandInput>, string, string]>([
  [
    "a pair of type and protocol that AWS does not know",
    { authenticationType: "CUSTOM_AUTH" },
    "InvalidRequestException",
    "Application protocol DEFAULT is not supported with authentication type CUSTOM_AUTH",
  ],
  [
    "WebSocket with certificates",
    { authenticationType: "AWS_X509", applicationProtocol: "MQTT_WSS" },
    "InvalidRequestException",
    "Application protocol MQTT_WSS is not supported with authentication type AWS_X509",
  ],
  [
    "an authorizer that does not exist",
    { authorizerConfig: { defaultAuthorizerName: "nobody", allowAuthorizerOverride: true } },
    "InvalidRequestException",
    "Authorizer nobody does not exist",
  ],
  [
    "an authorizer without allowAuthorizerOverride",
    { authorizerConfig: { defaultAuthorizerName: "printers" } },
    "InvalidRequestException",
    "allowAuthorizerOverride is required with defaultAuthorizerName",
  ],
  [
    "a custom domain without a certificate",
    { serverCertificateArns: [] },
    "InvalidRequestException",
    "domainName and serverCertificateArns must be given together",
  ],
  [
    "an AWS-managed domain with a certificate",
    { domainName: undefined },
    "InvalidRequestException",
    "domainName and serverCertificateArns must be given together",
  ],
  [
    "a name of AWS's own",
    { domainConfigurationName: "iot:Data-ATS" },
    "InvalidRequestException",
    "1 validation error detected: Value at 'domainConfigurationName' failed to satisfy constraint: Member must satisfy regular expression pattern: [\\w.-]+",
  ],
  [
    "two certificates",
    { serverCertificateArns: [CERTIFICATE, CERTIFICATE] },
    "InvalidRequestException",
    "1 validation error detected: Value at 'serverCertificateArns' failed to satisfy constraint: Member must have length less than or equal to 1",
  ],
  [
    "another service",
    { serviceType: "JOBS" },
    "UnsupportedByStandInException",
    "The local stand-in of AWS IoT Core does not support this: domain configurations of service type JOBS",
  ],
])("Refused: %s", async (_, change, name, message) => {
  const { iot } = await start();
  await createPrinters(iot);

  const call = iot.send(new CreateDomainConfigurationCommand({ ...customDomain, ...change }));

  expect(await errorOf(call)).toMatchObject({ name, message });
});

test("A second configuration with the name or the domain is refused", async () => {
  const { iot } = await start();
  await createCustomDomain(iot);

  expect(await errorOf(iot.send(new CreateDomainConfigurationCommand(customDomain)))).toEqual({
    name: "ResourceAlreadyExistsException",
    status: 409,
    message: "Domain configuration fleet already exists",
  });
  const sameDomain = { ...customDomain, domainConfigurationName: "other", domainName: "IOT.example.com" };
  expect(await errorOf(iot.send(new CreateDomainConfigurationCommand(sameDomain)))).toMatchObject({
    name: "InvalidRequestException",
    message: "The domain IOT.example.com belongs to another domain configuration",
  });
});

test("An account has at most 10 domain configurations", async () => {
  const { iot } = await start();
  const create = (name: string) => iot.send(new CreateDomainConfigurationCommand({ domainConfigurationName: name }));
  for (let count = 0; count < 10; count++) await create(`fleet-${count}`);

  expect(await errorOf(create("one-more"))).toMatchObject({ name: "LimitExceededException", status: 410 });
});
