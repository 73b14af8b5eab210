import { z } from "zod";
import { deleteAuthority, registerAuthority, updateAuthority } from "../../registry/certificates/registry-authorities";
import type { Authority } from "../../registry/records";
import { defineOperation } from "../define-operation";
import * as fields from "../fields/member-fields";
import { markedPage } from "../fields/pages";
import * as registryFields from "../fields/registry-fields";
import { withTags } from "../resources/tagging";

const statusOf = ({ active }: Authority) => (active ? "ACTIVE" : "INACTIVE");

const summary = (authority: Authority) => ({
  certificateArn: authority.arn,
  certificateId: authority.id,
  status: statusOf(authority),
  creationDate: authority.creationDate / 1000,
});

/** @see https://docs.aws.amazon.com/iot/latest/apireference/API_RegisterCACertificate.html */
const registerCaCertificate = defineOperation({
  name: "RegisterCACertificate",
  method: "POST",
  path: "/cacertificate",
  input: z.object({
    caCertificate: registryFields.pem,
    verificationCertificate: registryFields.pem.optional(),
    setAsActive: fields.queryFlag.default(false),
    allowAutoRegistration: fields.queryFlag.default(false),
    registrationConfig: registryFields.registrationConfig.optional(),
    certificateMode: fields.choice(["DEFAULT", "SNI_ONLY"]).default("DEFAULT"),
    tags: fields.tags.default([]),
  }),
  run(input, { region: { registry }, clock }) {
    const { id, arn } = registerAuthority(registry, {
      pem: input.caCertificate,
      verificationPem: input.verificationCertificate,
      mode: input.certificateMode,
      active: input.setAsActive,
      autoRegistration: input.allowAutoRegistration,
      registrationConfig: input.registrationConfig,
      tags: withTags(new Map(), input.tags),
      now: clock.now(),
    });
    return { certificateArn: arn, certificateId: id };
  },
});

/** @see https://docs.aws.amazon.com/iot/latest/apireference/API_DescribeCACertificate.html */
const describeCaCertificate = defineOperation({
  name: "DescribeCACertificate",
  method: "GET",
  path: "/cacertificate/{certificateId}",
  input: z.object({ certificateId: registryFields.certificateId }),
  run({ certificateId }, { region: { registry, accountId } }) {
    const authority = registry.authority(certificateId);
    const { content, mode, autoRegistration, registrationConfig, lastModifiedDate } = authority;
    return {
      certificateDescription: {
        ...summary(authority),
        certificatePem: content.pem,
        ownedBy: accountId,
        autoRegistrationStatus: autoRegistration ? "ENABLE" : "DISABLE",
        lastModifiedDate: lastModifiedDate / 1000,
        customerVersion: 1,
        generationId: authority.id.slice(0, 32),
        validity: { notBefore: content.notBefore / 1000, notAfter: content.notAfter / 1000 },
        certificateMode: mode,
      },
      ...(registrationConfig !== undefined && { registrationConfig }),
    };
  },
});

/** @see https://docs.aws.amazon.com/iot/latest/apireference/API_UpdateCACertificate.html */
const updateCaCertificate = defineOperation({
  name: "UpdateCACertificate",
  method: "PUT",
  path: "/cacertificate/{certificateId}",
  input: z.object({
    certificateId: registryFields.certificateId,
    newStatus: fields.status.optional(),
    newAutoRegistrationStatus: fields.choice(["ENABLE", "DISABLE"]).optional(),
    registrationConfig: registryFields.registrationConfig.optional(),
    removeAutoRegistration: fields.flag.optional(),
  }),
  run(input, { region: { registry }, clock }) {
    const { newStatus, newAutoRegistrationStatus: auto, registrationConfig, removeAutoRegistration } = input;
    const changes = {
      ...(newStatus !== undefined && { active: newStatus === "ACTIVE" }),
      ...(auto !== undefined && { autoRegistration: auto === "ENABLE" }),
      registrationConfig,
      removeAutoRegistration,
    };
    updateAuthority(registry, input.certificateId, changes, clock.now());
    return {};
  },
});

/** @see https://docs.aws.amazon.com/iot/latest/apireference/API_DeleteCACertificate.html */
const deleteCaCertificate = defineOperation({
  name: "DeleteCACertificate",
  method: "DELETE",
  path: "/cacertificate/{certificateId}",
  input: z.object({ certificateId: registryFields.certificateId }),
  run({ certificateId }, { region: { registry } }) {
    deleteAuthority(registry, certificateId);
    return {};
  },
});

/** @see https://docs.aws.amazon.com/iot/latest/apireference/API_ListCACertificates.html */
const listCaCertificates = defineOperation({
  name: "ListCACertificates",
  method: "GET",
  path: "/cacertificates",
  input: z.object({ ...registryFields.marked, templateName: registryFields.templateName.optional() }),
  run({ templateName, ...page }, { region: { registry } }) {
    const all = [...registry.authorities.values()].filter(
      ({ registrationConfig }) => templateName === undefined || registrationConfig?.templateName === templateName,
    );
    return markedPage("certificates", all, ({ id }) => id, summary, page);
  },
});

/** @see https://docs.aws.amazon.com/iot/latest/apireference/API_GetRegistrationCode.html */
const getRegistrationCode = defineOperation({
  name: "GetRegistrationCode",
  method: "GET",
  path: "/registrationcode",
  input: z.object({}),
  run: (_, { region: { registry } }) => ({ registrationCode: registry.registrationCode }),
});

/** Operations on certificate authorities. */
export const CA_CERTIFICATE_OPERATIONS = [
  registerCaCertificate,
  describeCaCertificate,
  updateCaCertificate,
  deleteCaCertificate,
  listCaCertificates,
  getRegistrationCode,
];
