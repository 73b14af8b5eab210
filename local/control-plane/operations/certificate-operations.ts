import { z } from "zod";
import {
  checkFirstStatus,
  deleteCertificate as deleteOne,
  issuerOf,
  readCertificate,
  registerCertificate as register,
  setCertificateStatus,
} from "../../registry/certificates/registry-certificates";
import type { CertificateStatus, DeviceCertificate } from "../../registry/records";
import type { Registry } from "../../registry/registry";
import { defineOperation } from "../define-operation";
import * as fields from "../fields/member-fields";
import { markedPage } from "../fields/pages";
import * as registryFields from "../fields/registry-fields";

const named = ({ arn, id }: DeviceCertificate) => ({ certificateArn: arn, certificateId: id });

const summary = (certificate: DeviceCertificate) => ({
  ...named(certificate),
  status: certificate.status,
  certificateMode: certificate.mode,
  creationDate: certificate.creationDate / 1000,
});

/** Registers a certificate that Amazon's certificate authority issued. */
function registerIssued(registry: Registry, pem: string, active: boolean, now: number) {
  const content = readCertificate(pem, "certificatePem");
  const status = active ? "ACTIVE" : "INACTIVE";
  return { ...named(register(registry, { content, status, mode: "DEFAULT", now })), certificatePem: pem };
}

/** @see https://docs.aws.amazon.com/iot/latest/apireference/API_CreateCertificateFromCsr.html */
const createCertificateFromCsr = defineOperation({
  name: "CreateCertificateFromCsr",
  method: "POST",
  path: "/certificates",
  input: z.object({
    certificateSigningRequest: registryFields.request,
    setAsActive: fields.queryFlag.default(false),
  }),
  async run({ certificateSigningRequest, setAsActive }, { region: { registry }, amazon, clock }) {
    const now = clock.now();
    return registerIssued(registry, await amazon.sign(certificateSigningRequest, now), setAsActive, now);
  },
});

/** @see https://docs.aws.amazon.com/iot/latest/apireference/API_CreateKeysAndCertificate.html */
const createKeysAndCertificate = defineOperation({
  name: "CreateKeysAndCertificate",
  method: "POST",
  path: "/keys-and-certificate",
  input: z.object({ setAsActive: fields.queryFlag.default(false) }),
  async run({ setAsActive }, { region: { registry }, amazon, clock }) {
    const now = clock.now();
    const { pem, publicKey, privateKey } = await amazon.create(now);
    return {
      ...registerIssued(registry, pem, setAsActive, now),
      keyPair: { PublicKey: publicKey, PrivateKey: privateKey },
    };
  },
});

/**
 * The status of a new certificate from `status`, or from the deprecated `setAsActive`. Assumption: INACTIVE if neither
 * is given.
 */
function firstStatus(status: CertificateStatus | undefined, setAsActive = false): CertificateStatus {
  const first = status ?? (setAsActive ? "ACTIVE" : "INACTIVE");
  checkFirstStatus(first);
  return first;
}

/** @see https://docs.aws.amazon.com/iot/latest/apireference/API_RegisterCertificate.html */
const registerCertificate = defineOperation({
  name: "RegisterCertificate",
  method: "POST",
  path: "/certificate/register",
  input: z.object({
    certificatePem: registryFields.pem,
    caCertificatePem: registryFields.pem.optional(),
    setAsActive: fields.queryFlag.optional(),
    status: registryFields.status.optional(),
  }),
  run({ certificatePem, caCertificatePem, setAsActive, status }, { region: { registry }, clock }) {
    const content = readCertificate(certificatePem, "certificatePem");
    const { id, mode } = issuerOf(registry, content, caCertificatePem);
    const first = firstStatus(status, setAsActive);
    return named(register(registry, { content, status: first, mode, authorityId: id, now: clock.now() }));
  },
});

/** @see https://docs.aws.amazon.com/iot/latest/apireference/API_RegisterCertificateWithoutCA.html */
const registerCertificateWithoutCa = defineOperation({
  name: "RegisterCertificateWithoutCA",
  method: "POST",
  path: "/certificate/register-no-ca",
  input: z.object({ certificatePem: registryFields.pem, status: registryFields.status.optional() }),
  run({ certificatePem, status }, { region: { registry }, clock }) {
    const content = readCertificate(certificatePem, "certificatePem");
    return named(register(registry, { content, status: firstStatus(status), mode: "SNI_ONLY", now: clock.now() }));
  },
});

/** @see https://docs.aws.amazon.com/iot/latest/apireference/API_DescribeCertificate.html */
const describeCertificate = defineOperation({
  name: "DescribeCertificate",
  method: "GET",
  path: "/certificates/{certificateId}",
  input: z.object({ certificateId: registryFields.certificateId }),
  run({ certificateId }, { region: { registry, accountId } }) {
    const certificate = registry.certificate(certificateId);
    const { content, authorityId, lastModifiedDate, id } = certificate;
    return {
      certificateDescription: {
        ...summary(certificate),
        ...(authorityId !== undefined && { caCertificateId: authorityId }),
        certificatePem: content.pem,
        ownedBy: accountId,
        lastModifiedDate: lastModifiedDate / 1000,
        customerVersion: 1,
        generationId: id.slice(0, 32),
        validity: { notBefore: content.notBefore / 1000, notAfter: content.notAfter / 1000 },
      },
    };
  },
});

/** @see https://docs.aws.amazon.com/iot/latest/apireference/API_UpdateCertificate.html */
const updateCertificate = defineOperation({
  name: "UpdateCertificate",
  method: "PUT",
  path: "/certificates/{certificateId}",
  input: z.object({ certificateId: registryFields.certificateId, newStatus: registryFields.status }),
  run({ certificateId, newStatus }, { region: { registry }, clock }) {
    setCertificateStatus(registry, certificateId, newStatus, clock.now());
    return {};
  },
});

/** @see https://docs.aws.amazon.com/iot/latest/apireference/API_DeleteCertificate.html */
const deleteCertificate = defineOperation({
  name: "DeleteCertificate",
  method: "DELETE",
  path: "/certificates/{certificateId}",
  input: z.object({ certificateId: registryFields.certificateId, forceDelete: fields.queryFlag.default(false) }),
  run({ certificateId, forceDelete }, { region: { registry } }) {
    deleteOne(registry, certificateId, forceDelete);
    return {};
  },
});

/** @see https://docs.aws.amazon.com/iot/latest/apireference/API_ListCertificates.html */
const listCertificates = defineOperation({
  name: "ListCertificates",
  method: "GET",
  path: "/certificates",
  input: z.object(registryFields.marked),
  run: (page, { region: { registry } }) =>
    markedPage("certificates", registry.certificates.values(), ({ id }) => id, summary, page),
});

/** @see https://docs.aws.amazon.com/iot/latest/apireference/API_ListCertificatesByCA.html */
const listCertificatesByCa = defineOperation({
  name: "ListCertificatesByCA",
  method: "GET",
  path: "/certificates-by-ca/{caCertificateId}",
  input: z.object({ caCertificateId: registryFields.certificateId, ...registryFields.marked }),
  run({ caCertificateId, ...page }, { region: { registry } }) {
    const all = [...registry.certificates.values()].filter(({ authorityId }) => authorityId === caCertificateId);
    return markedPage("certificates", all, ({ id }) => id, summary, page);
  },
});

/** Operations on devices' certificates. */
export const CERTIFICATE_OPERATIONS = [
  createCertificateFromCsr,
  createKeysAndCertificate,
  registerCertificate,
  registerCertificateWithoutCa,
  describeCertificate,
  updateCertificate,
  deleteCertificate,
  listCertificates,
  listCertificatesByCa,
];
