import type {
  Authenticate,
  AuthenticateResult,
  Broker,
  ConnectInfo,
  ConnectionPolicy,
  ServerDisconnectReason,
} from "../broker";
import type { Clock } from "../clock";
import type { GatewayContext } from "../gateway/connection-context";
import type { AwsAccount, CompiledPolicy, ConnectionContext } from "../policy";
import type { Registry } from "../registry/registry";
import { type Login, type LoginServices, login } from "./authorizer-login";
import { certificateUseAt, DeviceConnections, loginCertificate } from "./certificate/certificate-login";
import { devicePolicy } from "./certificate/device-policy";
import type { Client } from "./decisions/decision-event";
import { type DecisionLog, loggableUser } from "./decisions/decision-log";
import { connectionPolicy } from "./decisions/logged-policy";
import { LoginRefusal } from "./decisions/login-refusal";
import { keepLogin, type LoginHolder } from "./keep-login";
import type { LoginAssumptions } from "./login-assumptions";
import type { LoginRequest } from "./login-request";

/** What MQTT logins need. */
export interface MqttLoginOptions extends LoginServices {
  readonly awsAccount: AwsAccount;
  readonly clock: Clock;
  /** @default - decisions are not told */
  readonly log?: DecisionLog | undefined;
  /** Asked about clients with a certificate. */
  readonly registry: () => Registry;
  /** @default "disconnect" */
  readonly failedRefresh?: LoginAssumptions["failedRefresh"] | undefined;
  /** The broker that the clients are let into. */
  readonly broker: () => Pick<Broker, "client" | "disconnect">;
}

/**
 * Lets MQTT clients in, over TLS or WebSocket, and keeps watch over them: replaces a client's policy when the authorizer answers
 * again, disconnects it when the authorizer says no, fails, or the time it gave is over.
 *
 * Assumption: MQTT 5 clients are refused with CONNACK 0x87, MQTT 3.1.1 clients with return code 5, whatever the reason.
 */
export function mqttLogin(options: MqttLoginOptions): Authenticate {
  const devices = new DeviceConnections(() => options.registry(), options.broker);
  return async (connect) => {
    const { gone, certificateId } = contextOf(connect);
    try {
      if (certificateId !== undefined) return await deviceLogin(connect, certificateId, devices, options);
      const granted = await login(requestOf(connect), options, gone);
      const policyOf = ({ policy }: Login) => policyFor(connect, policy, options);
      watch(connect, granted, options, policyOf);
      return { ok: true, policy: policyOf(granted), principalId: granted.principalId };
    } catch (error) {
      if (!(error instanceof LoginRefusal)) throw error;
      options.log?.login(clientOf(connect), "iot:Connect", false, error.message);
      return refused(error);
    }
  };
}

/** Lets a client in by its certificate. */
async function deviceLogin(
  connect: ConnectInfo,
  certificateId: string,
  devices: DeviceConnections,
  options: MqttLoginOptions,
): Promise<AuthenticateResult> {
  const { clientId, meta } = connect;
  const { serverName, gone } = contextOf(connect);
  const registry = options.registry();
  const certificate = loginCertificate(registry, certificateId);
  const together = certificateUseAt(options.account, serverName, "SECURE_MQTT") === "with-authorizer";
  const forget = devices.add(certificateId, { clientId, connectionId: meta.id });
  gone.addEventListener("abort", forget, { once: true });
  const device = {
    registry,
    certificate,
    context: contextFor(connect, options),
    listener: options.log?.of(clientOf(connect)),
  };
  if (!together) return { ok: true, policy: devicePolicy(device), principalId: certificateId };
  const { id, content } = certificate;
  const granted = await login({ ...requestOf(connect), certificate: { id, pem: content.pem } }, options, gone);
  const policyOf = ({ policyDocuments: documents }: Login) => devicePolicy({ ...device, documents });
  watch(connect, granted, options, policyOf);
  return { ok: true, policy: policyOf(granted), principalId: certificateId };
}

function refused({ kind, message }: LoginRefusal): AuthenticateResult {
  return kind === "unsupported"
    ? { ok: false, reason: "unavailable", reasonString: message }
    : { ok: false, reason: "not-authorized" };
}

function watch(
  connect: ConnectInfo,
  granted: Login,
  options: MqttLoginOptions,
  policyOf: (login: Login) => ConnectionPolicy,
): void {
  const { clientId, meta } = connect;
  const client = clientOf(connect);
  const broker = options.broker();
  // By the time, the client id may belong to another connection.
  const connected = () => {
    const found = broker.client(clientId);
    return found?.meta.id === meta.id ? found : undefined;
  };
  const disconnect = (reason: ServerDisconnectReason, message: string) => {
    if (connected()) broker.disconnect(clientId, reason, { message });
  };
  const { clock, failedRefresh } = options;
  const holder: LoginHolder = {
    onRefreshed: (refreshed) => {
      options.log?.login(client, "iot:Refresh", true, "the authorizer was asked again; its new policy counts");
      connected()?.setPolicy(policyOf(refreshed));
    },
    onRefreshFailed: ({ message }) => {
      options.log?.login(client, "iot:Refresh", false, message);
      if (failedRefresh !== "keep") disconnect("AUTH_ERROR", "Client is no longer authorized");
    },
    onExpired: () => disconnect("CUSTOMAUTH_TTL_EXPIRATION", "disconnectAfterInSeconds is over"),
  };
  keepLogin(granted, clock, contextOf(connect).gone, holder, failedRefresh);
}

function policyFor(connect: ConnectInfo, policy: CompiledPolicy, options: MqttLoginOptions) {
  return connectionPolicy(policy, contextFor(connect, options), options.log?.of(clientOf(connect)));
}

function contextFor(connect: ConnectInfo, { awsAccount, clock }: MqttLoginOptions): ConnectionContext {
  const { clientId, meta } = connect;
  return {
    account: awsAccount,
    clientId,
    sourceIp: meta.remoteAddress,
    domainName: contextOf(connect).serverName,
    secureTransport: true,
    now: () => clock.now(),
  };
}

function clientOf({ meta, clientId, username }: ConnectInfo): Client {
  return { connectionId: meta.id, transport: meta.transport, clientId, ...loggableUser(username) };
}

function requestOf(connect: ConnectInfo): LoginRequest {
  const { meta, clientId, clientIdSent, username, password } = connect;
  const { serverName, http } = contextOf(connect);
  const mqtt = { username, password, clientId: clientIdSent ? clientId : undefined };
  return { connectionId: meta.id, serverName, http, mqtt };
}

const contextOf = ({ meta }: ConnectInfo): GatewayContext => meta.context as GatewayContext;
