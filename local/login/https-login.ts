import type { Clock } from "../clock";
import type { HttpAnswer } from "../gateway/http-answer";
import type { HttpClient, HttpLogin } from "../gateway/https-publish";
import type { AwsAccount } from "../policy";
import { connectionPolicy } from "./connection-policy";
import type { DecisionLog } from "./decision-log";
import { HttpLoginCache } from "./http-login-cache";
import { type LoginServices, login } from "./login";
import { LoginRefusal } from "./refusal";

/** What logins over HTTPS need. */
export interface HttpsLoginOptions extends LoginServices {
  readonly awsAccount: AwsAccount;
  readonly clock: Clock;
  /** @default - decisions are not told */
  readonly log?: DecisionLog | undefined;
}

/**
 * Lets HTTP clients publish: the authorizer is asked for every request, unless it lets its answers be cached for a connection.
 *
 * Assumption: a publish over HTTPS needs `iot:Publish` and no `iot:Connect`, and has no client id.
 * @see https://docs.aws.amazon.com/iot/latest/developerguide/custom-auth-lambda.html
 */
export function httpsLogin(options: HttpsLoginOptions): HttpLogin {
  const { awsAccount, clock, log } = options;
  const caches = new WeakMap<object, HttpLoginCache>();
  return async ({ requestId, serverName, remoteAddress, http, socket, gone }: HttpClient) => {
    const cache = caches.get(socket) ?? new HttpLoginCache(clock);
    caches.set(socket, cache);
    const request = { connectionId: requestId, serverName, http };
    const client = { connectionId: requestId, transport: "https" } as const;
    try {
      const { policy } = await cache.get(request, () => login(request, options, gone));
      const context = {
        account: awsAccount,
        sourceIp: remoteAddress,
        domainName: serverName,
        secureTransport: true,
        now: () => clock.now(),
      };
      return connectionPolicy(policy, context, log?.of(client));
    } catch (error) {
      if (!(error instanceof LoginRefusal)) throw error;
      log?.login(client, "iot:Connect", false, error.message);
      return error.kind === "unsupported" ? unsupported(error.message) : undefined;
    }
  };
}

const unsupported = (message: string): HttpAnswer => ({ status: 501, message });
