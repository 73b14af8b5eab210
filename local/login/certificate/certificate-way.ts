import type { LoginWay } from "../login-way";
import { certificateUseAt, loginCertificate } from "./certificate-login";
import { devicePolicy } from "./device-policy";

/**
 * Login with a client certificate: the policies of the certificate and of its thing's groups decide. At an endpoint of
 * type CUSTOM_AUTH_X509 an authorizer is called as well, and the policies of its answer count in addition.
 * @see https://docs.aws.amazon.com/iot/latest/developerguide/custom-auth-509cert.html
 */
export const certificateWay: LoginWay = {
  isFor: ({ certificateId }) => certificateId !== undefined,
  async decide({ request, certificateId = "", protocol, account, registry: current, context, listener, ask, watch }) {
    const registry = current();
    const certificate = loginCertificate(registry, certificateId);
    const together = certificateUseAt(account, request.serverName ?? "", protocol) === "with-authorizer";
    watch?.(certificateId);
    const device = { registry, certificate, context, listener };
    const { id, content } = certificate;
    const login = together ? await ask({ ...request, certificate: { id, pem: content.pem } }) : undefined;
    return {
      principalId: id,
      login,
      policyOf: (answer) => devicePolicy({ ...device, documents: answer?.policyDocuments }),
    };
  },
};
