const REGISTER =
  "Register its certificate authority (iot-auth.config.ts, certificates.authorities; or aws iot register-ca-certificate), or the " +
  "certificate itself.";

/** Message and remedy for each cause for which a client is turned away because of its certificate. */
export const CERTIFICATE_CAUSES = {
  "no-client-certificate": () => ({
    message: "It presented no client certificate.",
    remedy:
      "This port and ALPN x-amzn-mqtt-ca are for certificates (mosquitto: --cert, --key; mqtt.js: cert, key). For a user name and password " +
      "use the other port with ALPN mqtt.",
  }),
  "certificate-unknown": (detail) => ({
    message: `Its certificate (${detail}) is not registered, and neither is the certificate authority that issued it.`,
    remedy: REGISTER,
  }),
  "certificate-not-by-authority": (detail) => ({
    message: `Its certificate (${detail}) names a registered certificate authority as its issuer, but is not signed with that authority's key.`,
    remedy:
      "Another authority has the same name. Issue the certificate with the registered authority, or register the other authority as well.",
  }),
  "certificate-authority-inactive": (detail) => ({
    message: `Its certificate is not registered, and the certificate authority that issued it is INACTIVE (${detail}).`,
    remedy:
      "Set the authority ACTIVE, or register the certificate itself. Certificates that are already registered continue to work.",
  }),
  "certificate-no-auto-registration": (detail) => ({
    message: `Its certificate is not registered, and its certificate authority has no automatic registration (${detail}).`,
    remedy: "Turn on automatic registration of the authority, or register the certificate itself.",
  }),
  "certificate-inactive": (detail) => ({
    message: `Its certificate is INACTIVE (${detail}).`,
    remedy: `Activate it: aws iot update-certificate --new-status ACTIVE --certificate-id ${detail}`,
  }),
  "certificate-revoked": (detail) => ({
    message: `Its certificate is REVOKED (${detail}).`,
    remedy: "Give the device another certificate. If it was revoked by mistake, set its status to ACTIVE.",
  }),
  "certificate-pending": (detail) => ({
    message: `Its certificate is PENDING_ACTIVATION (${detail}); the event $aws/events/certificates/registered/… was published again.`,
    remedy: `Activate it, attach a policy, and connect again: aws iot update-certificate --new-status ACTIVE --certificate-id ${detail}`,
  }),
  "certificate-registered": (detail) => ({
    message: `Its certificate has just been registered as PENDING_ACTIVATION (${detail}); its authority has no provisioning template.`,
    remedy:
      "Activate it and attach a policy, as a rule for $aws/events/certificates/registered/… would, and connect again.",
  }),
  "certificate-in-transfer": (detail) => ({
    message: `Its certificate cannot be used in status PENDING_TRANSFER (${detail}).`,
    remedy: "Set its status to ACTIVE.",
  }),
  "certificate-expired": (detail) => ({
    message: `Its certificate has expired (${detail}).`,
    remedy: "Issue another certificate for the same thing, register it, and delete this one.",
  }),
  "certificate-not-yet-valid": (detail) => ({
    message: `Its certificate is not valid yet (${detail}).`,
    remedy: "The clock of the computer that issued it, or of this one, may be wrong.",
  }),
  provisioned: (detail) => ({
    message: `It was provisioned just in time: ${detail}. Its first connection was closed, as at AWS IoT Core.`,
    remedy: "It has to connect again.",
  }),
  "provisioning-failed": (detail) => ({
    message: `Just-in-time provisioning failed: ${detail}. Its certificate is still PENDING_ACTIVATION.`,
    remedy: "Change the template, or issue a certificate that has what the template needs; then connect again.",
  }),
} as const satisfies Record<string, (detail: string) => { readonly message: string; readonly remedy: string }>;
