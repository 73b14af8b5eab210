import type { Clock } from "../clock";
import type { AdmitCertificate } from "../gateway/client-certificate";
import type { HttpAnswer } from "../gateway/https/http-answer";
import type { HttpClient, HttpLogin } from "../gateway/https/https-publish";
import type { TurnedAwayListener } from "../gateway/turned-away/turned-away";
import type { AwsAccount } from "../policy";
import type { Registry } from "../registry/registry";
import { decideLogin } from "../stack-kinds";
import { type LoginServices, login } from "./authorizer-login";
import type { DecisionLog } from "./decisions/decision-log";
import { HttpLoginCache } from "./http-login-cache";
import { LoginRefusal } from "./login-request";

/** Options of logins over HTTPS. */
export interface HttpsLoginOptions extends LoginServices {
  readonly awsAccount: AwsAccount;
  readonly clock: Clock;
  /** @default - decisions are not reported */
  readonly log?: DecisionLog | undefined;
  /** Holds the devices of clients with a certificate. */
  readonly registry: () => Registry;
  /** Decides on client certificates. */
  readonly admit: AdmitCertificate;
  /** Called with certificates that are turned away. */
  readonly onTurnedAway: TurnedAwayListener;
}

/**
 * Decides which HTTP clients may publish: the authorizer is called for every request, unless its `enableCachingForHttp`
 * is set.
 *
 * For a client with a certificate the certificate's policies decide instead; at an endpoint of type CUSTOM_AUTH_X509
 * the authorizer is called as well. Assumption: a client whose certificate is refused is answered 403, as is a client
 * that the authorizer refuses.
 *
 * Assumption: a publish over HTTPS needs `iot:Publish` and no `iot:Connect`, and has no client id.
 * @see https://docs.aws.amazon.com/iot/latest/developerguide/custom-auth-lambda.html
 */
export function httpsLogin(options: HttpsLoginOptions): HttpLogin {
  const { awsAccount, clock, log } = options;
  const caches = new WeakMap<object, HttpLoginCache>();
  return async ({ requestId, serverName, remoteAddress, http, presented, socket, gone }: HttpClient) => {
    const cache = caches.get(socket) ?? new HttpLoginCache(clock);
    caches.set(socket, cache);
    const request = { connectionId: requestId, serverName, http };
    const client = { connectionId: requestId, transport: "https" } as const;
    const context = {
      account: awsAccount,
      sourceIp: remoteAddress,
      domainName: serverName,
      secureTransport: true,
      now: () => clock.now(),
    };
    try {
      const admission = presented === undefined ? undefined : options.admit(presented);
      if (admission !== undefined && "cause" in admission) {
        options.onTurnedAway({ ...(remoteAddress !== undefined && { remoteAddress }), ...admission });
        return undefined;
      }
      const granted = await decideLogin({
        request,
        certificateId: admission?.id,
        protocol: "HTTPS",
        account: options.account,
        registry: options.registry,
        context,
        listener: log?.of(client),
        ask: (asked) => cache.get(asked, () => login(asked, options, gone)),
      });
      return granted.policyOf(granted.login);
    } catch (error) {
      if (!(error instanceof LoginRefusal)) throw error;
      log?.login(client, "iot:Connect", false, error.message);
      return error.kind === "unsupported" ? unsupported(error.message) : undefined;
    }
  };
}

const unsupported = (message: string): HttpAnswer => ({ status: 501, message });
