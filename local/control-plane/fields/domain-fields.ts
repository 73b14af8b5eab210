import { z } from "zod";
import { APPLICATION_PROTOCOLS, AUTHENTICATION_TYPES } from "../resources/domain-configuration";
import * as fields from "./member-fields";

/**
 * The members of requests about domain configurations, with the limits and patterns of AWS's API model.
 * @see https://docs.aws.amazon.com/iot/latest/apireference/API_CreateDomainConfiguration.html
 */

const CERTIFICATE_ARN =
  "arn:aws(-cn|-us-gov|-iso-b|-iso)?:acm:[a-z]{2}-(gov-|iso-|isob-)?[a-z]{4,9}-\\d{1}:\\d{12}:certificate/[a-zA-Z0-9/-]+";

const structure = { error: "Member must be a structure" };

/** Name of a domain configuration that is created or deleted. */
export const ownName = fields.text({ min: 1, max: 128, pattern: "[\\w.-]+" });
/** Name of an existing domain configuration; AWS's own domain configurations have a colon in their names. */
export const anyName = fields.text({ min: 1, max: 128, pattern: "[\\w.:-]+" });
export const domainName = fields.text({ min: 1, max: 253 });
export const certificateArn = fields.text({ min: 1, max: 2048, pattern: CERTIFICATE_ARN });
export const certificateArns = z
  .array(certificateArn, { error: "Member must be a list" })
  .max(1, "Member must have length less than or equal to 1");
export const serviceType = fields.choice(["DATA", "CREDENTIAL_PROVIDER", "JOBS"]);
export const status = fields.choice(["ENABLED", "DISABLED"]);

/** Members that both CreateDomainConfiguration and UpdateDomainConfiguration have. */
export const settings = {
  authorizerConfig: z
    .object(
      { defaultAuthorizerName: fields.authorizerName.optional(), allowAuthorizerOverride: fields.flag.optional() },
      structure,
    )
    .optional(),
  authenticationType: fields.choice(AUTHENTICATION_TYPES).optional(),
  applicationProtocol: fields.choice(APPLICATION_PROTOCOLS).optional(),
  tlsConfig: z.object({ securityPolicy: fields.text({ max: 128 }).optional() }, structure).optional(),
  serverCertificateConfig: z
    .object(
      {
        enableOCSPCheck: fields.flag.optional(),
        ocspLambdaArn: fields.text({ max: 140 }).optional(),
        ocspAuthorizedResponderArn: certificateArn.optional(),
      },
      structure,
    )
    .optional(),
  clientCertificateConfig: z
    .object({ clientCertificateCallbackArn: fields.text({ max: 2048 }).optional() }, structure)
    .optional(),
};
