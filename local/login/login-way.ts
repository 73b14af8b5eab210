import type { ConnectionPolicy } from "../broker";
import type { ConnectionContext } from "../policy";
import type { Registry } from "../registry/registry";
import type { Login } from "./authorizer-login";
import type { Authorizers } from "./choose-authorizer";
import { connectionPolicy, type PolicyListener } from "./decisions/logged-policy";
import type { LoginRequest } from "./login-request";

/** The login of a client over MQTT or HTTPS, and the data needed to decide on it. Holds secrets; never log it. */
export interface Arrival {
  /** What the client presented. */
  readonly request: LoginRequest;
  /** Id of the client certificate that was admitted in the TLS handshake. */
  readonly certificateId?: string | undefined;
  readonly protocol: "SECURE_MQTT" | "HTTPS";
  readonly account: Authorizers;
  /** Certificates, things and policies. */
  readonly registry: () => Registry;
  /** The values of the connection that the client's policy is evaluated with. */
  readonly context: ConnectionContext;
  /** Called with the decisions of the client's policy. @default - decisions are not reported */
  readonly listener?: PolicyListener | undefined;
  /** Calls the authorizer that the request selects, or returns its cached answer. @throws LoginRefusal */
  readonly ask: (request: LoginRequest) => Promise<Login>;
  /**
   * Ends the connection once the certificate is no longer ACTIVE.
   * @default - not needed: each HTTPS request is decided separately
   */
  readonly watch?: ((certificateId: string) => void) | undefined;
}

/** A client that is let in. */
export interface Granted {
  readonly principalId: string;
  /** The authorizer's answer, which has to be refreshed. Left out where no authorizer was asked. */
  readonly login?: Login | undefined;
  /** Returns the client's policy for an answer of the authorizer: that of the login, or a refreshed one. */
  readonly policyOf: (login: Login | undefined) => ConnectionPolicy;
}

/** Decides on the logins of one kind, in the same way for MQTT and HTTPS. */
export interface LoginWay {
  /** Whether the client presented the credentials that this kind of login uses. */
  readonly isFor: (arrival: Arrival) => boolean;
  /** Accepts the login. @throws LoginRefusal if the login is refused, with the reason for the live log */
  readonly decide: (arrival: Arrival) => Promise<Granted>;
}

/** An authorizer decides, by user name and password or by a token. Used for every client without a certificate. */
export const authorizerWay: LoginWay = {
  isFor: () => true,
  async decide({ request, context, listener, ask }) {
    const login = await ask(request);
    return {
      principalId: login.principalId,
      login,
      policyOf: (answer = login) => connectionPolicy(answer.policy, context, listener),
    };
  },
};
