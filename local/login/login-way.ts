import type { ConnectionPolicy } from "../broker";
import type { ConnectionContext } from "../policy";
import type { Registry } from "../registry/registry";
import type { Login } from "./authorizer-login";
import type { Authorizers } from "./choose-authorizer";
import { connectionPolicy, type PolicyListener } from "./decisions/logged-policy";
import type { LoginRequest } from "./login-request";

/** A client at the door for MQTT or at the one for HTTPS, and what a decision about it is made with. Holds secrets; never log it. */
export interface Arrival {
  /** What the client presented. */
  readonly request: LoginRequest;
  /** Id of the client certificate that was admitted in the TLS handshake. */
  readonly certificateId?: string | undefined;
  readonly protocol: "SECURE_MQTT" | "HTTPS";
  readonly account: Authorizers;
  /** Certificates, things and policies. */
  readonly registry: () => Registry;
  /** What the client's policy is asked with. */
  readonly context: ConnectionContext;
  /** Told of what the client's policy decides. @default - decisions are not told */
  readonly listener?: PolicyListener | undefined;
  /** Asks the authorizer that the request leads to, or takes its remembered answer. @throws LoginRefusal */
  readonly ask: (request: LoginRequest) => Promise<Login>;
  /** Ends the connection once a certificate counts no longer. @default - not needed, since each request is decided by itself */
  readonly watch?: ((certificateId: string) => void) | undefined;
}

/** A client that is let in. */
export interface Granted {
  readonly principalId: string;
  /** The authorizer's answer, which has to be refreshed. Left out where no authorizer was asked. */
  readonly login?: Login | undefined;
  /** What the client may do, by this answer of the authorizer or by a refreshed one. */
  readonly policyOf: (login: Login | undefined) => ConnectionPolicy;
}

/** How clients of a kind are let in, the same at both doors. */
export interface LoginWay {
  /** Whether the client presented what this kind of login reads. */
  readonly isFor: (arrival: Arrival) => boolean;
  /** Lets the client in. @throws LoginRefusal with the words for the live log, or with what the stand-in does not support */
  readonly decide: (arrival: Arrival) => Promise<Granted>;
}

/** An authorizer decides, by user name and password or by a token. It is asked about every client that presents nothing else. */
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
