/** What other folders may import about certificates and certificate authorities. */
export { AUTHORITY_DAYS_LEFT, checkAuthority, isSignedBy, keyProblem, parseCertificate } from "./check-certificate";
export { checkBundlePlace, readDevicePair, writeBundle } from "./device-bundle";
export { createAuthority, createRequest, KEY_KINDS, type KeyKind, signRequest } from "./issue";
export type { LoadedAuthority, LoadedCertificates } from "./load-certificates";
export {
  type AuthorityView,
  type LocalAuthority,
  localAuthorities,
  readAuthority,
  viewAuthorities,
} from "./local-authority";
export { makeAuthority, makeDeviceCertificate, makeRequest, makeVerification } from "./make-files";
export { checkPem, type PemBlock, type PemKind, readPem, toPem } from "./pem";
export { type ProvisionedThing, provisionedThing, provisioningProblems } from "./provisioning";
export { requestProblem } from "./signing-request";
export { certificateFiles } from "./tracked-device-keys";
export { requestFields, requestKey, type SubjectFields, subjectFields } from "./x509-library";
