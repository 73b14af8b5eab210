import type { LoginWay } from "../login-way";
import { certificateUseAt, loginCertificate } from "./certificate-login";
import { devicePolicy } from "./device-policy";

/**
 * A client certificate decides, by the policies of the certificate and of its thing's groups. At an endpoint of type CUSTOM_AUTH_X509 an
 * authorizer is asked as well, and its policies count beside them.
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
