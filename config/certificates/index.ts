/** The settings for certificates that other folders may import. */
export { CERTIFICATE_FIELDS, type CertificateField, FIELD_NAMES, fieldOf } from "./certificate-fields";
export {
  AUTHORITY_NAME,
  type AuthoritySettings,
  type CertificatesSettings,
  type ProvisionSettings,
  type ThingSettings,
} from "./certificates-schema";
export { neededFields, templateBody } from "./provisioning-template";
export { ATTRIBUTE_VALUE, AWS_NAME } from "./registry-names";
export { groupsOf, thingPolicy } from "./thing-group";
export { thingGroupLevels, thingGroupRoot } from "./thing-group-levels";
