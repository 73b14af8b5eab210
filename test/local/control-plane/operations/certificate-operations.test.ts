import * as iotSdk from "@aws-sdk/client-iot";
import { makeAuthority, makeRequest, type TestAuthority } from "../../registry/device-certificates";
import { closeAll, errorOf } from "../start";
import { DOCUMENT, registryAccount } from "./registry-account";

afterEach(closeAll);

let authority: TestAuthority;
beforeAll(async () => {
  authority = await makeAuthority();
});

const account = (options: Parameters<typeof registryAccount>[1] = {}) => registryAccount(authority, options);

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

test("A CA certificate that AWS would not accept is refused", async () => {
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

test("A certificate is registered only if its CA is registered and ACTIVE", async () => {
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
