/** What other rooms may use of certificates and their authorities. */
export { AUTHORITY_DAYS_LEFT, checkAuthority, isSignedBy, parseCertificate } from "./check-certificate";
export { keyProblem } from "./check-key";
export { checkBundlePlace, readDevicePair, writeBundle } from "./device-bundle";
export { createAuthority, createRequest, KEY_KINDS, type KeyKind, signRequest } from "./issue";
export type { LoadedAuthority, LoadedCertificates } from "./load-certificates";
export { type LocalAuthority, localAuthorities, readAuthority } from "./local-authority";
export { makeAuthority, makeDeviceCertificate, makeRequest, makeVerification } from "./make-files";
export { checkPem, type PemBlock, type PemKind, readPem, toPem } from "./pem";
export { type ProvisionedThing, provisionedThing, provisioningProblems } from "./provisioning";
export { requestProblem } from "./signing-request";
export { certificateFiles } from "./tracked-device-keys";
export { type AuthorityView, viewAuthorities } from "./view-authorities";
export { requestFields, requestKey, type SubjectFields, subjectFields } from "./x509-library";
