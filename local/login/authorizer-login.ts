import type { AuthorizerEvent } from "../../lambda/contract";
import { buildEvent, type ConnectionRequest } from "../authorizer/build-event";
import { type AuthorizerOutcome, callAuthorizer } from "../authorizer/call-authorizer";
import type { AuthenticatedResponse } from "../authorizer/check-response";
import type { Authorizer } from "../control-plane/resources/control-plane-store";
import type { Functions } from "../functions/functions";
import type { Gone } from "../gone";
import { type CompiledPolicy, MalformedPolicyError, readPolicyDocuments } from "../policy";
import { type CheckedToken, checkToken } from "./check-token";
import { type Authorizers, activeAuthorizer, chooseAuthorizer, type Entrance } from "./choose-authorizer";
import type { LoginAssumptions } from "./login-assumptions";
import type { LoginRequest } from "./login-request";
import { LoginRefusal } from "./login-request";
import { findParameters } from "./parameters";

/** The account, the functions and the options that logins need. */
export interface LoginServices {
  readonly account: Authorizers;
  readonly functions: Functions;
  /**
   * Whether clients may not use a server name for the account's own endpoint.
   * @default - clients may use any server name
   */
  readonly isUnknownName?: ((serverName: string) => boolean) | undefined;
  /** @default "accept" */
  readonly parameterCase?: LoginAssumptions["parameterCase"] | undefined;
  /**
   * Called with the time that the call for a connection waited for a process of the function.
   * @default - it is not reported
   */
  readonly log?: { functionWaited(connectionId: string, milliseconds: number): void } | undefined;
}

/** An authorizer's answer that lets a client in. It holds until it has to be refreshed. */
export interface Login {
  readonly authorizer: Authorizer;
  readonly policy: CompiledPolicy;
  /** The documents that `policy` was read from. */
  readonly policyDocuments: readonly string[];
  readonly principalId: string;
  readonly disconnectAfterInSeconds: number;
  readonly refreshAfterInSeconds: number;
  /** Calls the authorizer's function again, with the same event. @throws LoginRefusal */
  readonly refresh: () => Promise<Login>;
}

/**
 * Decides on a login in the steps that AWS IoT Core documents: chooses the authorizer, checks the token's signature,
 * sends the function what the client presented, checks the answer against AWS's limits, and reads the policy.
 *
 * @param gone ends the wait for the function once the client has disconnected
 * @throws LoginRefusal if any step refuses the login
 * @see https://docs.aws.amazon.com/iot/latest/developerguide/custom-authorizer.html
 * @example
 * const { policy } = await login({ connectionId, mqtt: { username: "printer-7", password } }, services, signal);
 */
export async function login(request: LoginRequest, services: LoginServices, gone: Gone): Promise<Login> {
  const parameters = findParameters(request, services.parameterCase);
  checkServerName(request, services);
  const authorizer = chooseAuthorizer(services.account, parameters, entranceOf(request));
  const token = checkToken(authorizer, parameters);
  const event = buildEvent(connectionRequest(request, token));
  return decide(authorizer, event, services, gone);
}

function checkServerName({ serverName = "" }: LoginRequest, { account, isUnknownName }: LoginServices): void {
  if (account.domainOf(serverName) !== undefined || !isUnknownName?.(serverName)) return;
  throw new LoginRefusal(`there is no endpoint ${JSON.stringify(serverName)}`);
}

function entranceOf({ serverName, mqtt, http, certificate }: LoginRequest): Entrance {
  const withCertificate = certificate !== undefined;
  if (mqtt === undefined) return { serverName, protocol: "HTTPS", withCertificate };
  return { serverName, protocol: http === undefined ? "SECURE_MQTT" : "MQTT_WSS", withCertificate };
}

function connectionRequest(
  { serverName, certificate, http, mqtt, connectionId }: LoginRequest,
  { token, signatureVerified }: CheckedToken,
): ConnectionRequest {
  const tls = serverName === undefined ? undefined : { serverName, certificate };
  return { token, signatureVerified, tls, http, mqtt, connectionId };
}

/**
 * Calls the function and reads its answer. A refresh does this again: by then the authorizer may have been changed,
 * deactivated or deleted.
 *
 * Assumption: a refresh sends the event of the login again, and asks the authorizer that decided on the login, even if
 * another authorizer has become the default. The signature is not checked again.
 */
async function decide(
  authorizer: Authorizer,
  event: AuthorizerEvent,
  services: LoginServices,
  gone: Gone,
): Promise<Login> {
  const { name } = authorizer;
  const outcome = await callAuthorizer(authorizer, event, services.functions, { signal: gone });
  const { connectionMetadata } = event;
  if (connectionMetadata?.id) services.log?.functionWaited(connectionMetadata.id, outcome.waitedMilliseconds ?? 0);
  const { principalId, policyDocuments, disconnectAfterInSeconds, refreshAfterInSeconds } = answerOf(outcome, name);
  checkPrincipal(event, principalId, name);
  return {
    authorizer,
    principalId,
    disconnectAfterInSeconds,
    refreshAfterInSeconds,
    policyDocuments,
    policy: readPolicy(policyDocuments, name),
    refresh: async () => decide(activeAuthorizer(services.account, name), event, services, gone),
  };
}

/** @see https://docs.aws.amazon.com/iot/latest/developerguide/custom-auth-509cert.html#custom-auth-509cert-response */
function checkPrincipal({ protocolData }: AuthorizerEvent, principalId: string, name: string): void {
  const wanted = protocolData?.tls?.principalId;
  if (wanted === undefined || wanted === principalId) return;
  throw new LoginRefusal(
    `authorizer ${name} must answer the event's tls.principalId as principalId, the certificate's id ${wanted}`,
  );
}

function answerOf(outcome: AuthorizerOutcome, name: string): AuthenticatedResponse {
  if (outcome.kind === "unsupported") {
    throw new LoginRefusal(`the local stand-in does not support this: ${outcome.message}`, "unsupported");
  }
  if (outcome.kind !== "answered") throw new LoginRefusal(`authorizer ${name} failed: ${outcome.message}`);
  if (!outcome.response.isAuthenticated) throw new LoginRefusal(`authorizer ${name} answered isAuthenticated: false`);
  return outcome.response;
}

function readPolicy(documents: readonly string[], name: string): CompiledPolicy {
  try {
    return readPolicyDocuments(documents);
  } catch (error) {
    if (!(error instanceof MalformedPolicyError)) throw error;
    throw new LoginRefusal(`authorizer ${name} answered with a policy AWS would not accept: ${error.message}`);
  }
}
