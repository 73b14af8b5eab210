import type {
  Authenticate,
  AuthenticateResult,
  Broker,
  BrokerClient,
  ConnectInfo,
  ConnectionPolicy,
  ServerDisconnectReason,
} from "../broker";
import type { Clock } from "../clock";
import type { GatewayContext } from "../gateway/connection-context";
import type { AwsAccount, ConnectionContext } from "../policy";
import type { Registry } from "../registry/registry";
import { decideLogin } from "../stack-kinds";
import { type Login, type LoginServices, login } from "./authorizer-login";
import { DeviceConnections } from "./certificate/certificate-login";
import type { Client } from "./decisions/decision-event";
import { type DecisionLog, loggableUser } from "./decisions/decision-log";
import { keepLogin, type LoginHolder } from "./keep-login";
import type { LoginAssumptions } from "./login-assumptions";
import type { LoginRequest } from "./login-request";
import { LoginRefusal } from "./login-request";

/** Options of MQTT logins. */
export interface MqttLoginOptions extends LoginServices {
  readonly awsAccount: AwsAccount;
  readonly clock: Clock;
  /** @default - decisions are not reported */
  readonly log?: DecisionLog | undefined;
  /** Holds the devices of clients with a certificate. */
  readonly registry: () => Registry;
  /** @default "disconnect" */
  readonly failedRefresh?: LoginAssumptions["failedRefresh"] | undefined;
  /** The broker that the clients connect to. */
  readonly broker: () => Pick<Broker, "client" | "disconnect">;
}

/**
 * Decides on the logins of MQTT clients, over TLS or WebSocket, and keeps them up to date: replaces a client's policy
 * after each refresh, and disconnects the client when a refresh is refused or fails, or when `disconnectAfterInSeconds`
 * has passed.
 *
 * Assumption: MQTT 5 clients are refused with CONNACK 0x87, MQTT 3.1.1 clients with return code 5, whatever the reason.
 */
export function mqttLogin(options: MqttLoginOptions): Authenticate {
  const devices = new DeviceConnections(() => options.registry(), options.broker);
  return async (connect) => {
    const { gone, certificateId } = contextOf(connect);
    const client = clientOf(connect);
    try {
      const granted = await decideLogin({
        request: requestOf(connect),
        certificateId,
        protocol: "SECURE_MQTT",
        account: options.account,
        registry: options.registry,
        context: contextFor(connect, options),
        listener: options.log?.of(client),
        ask: (request) => login(request, options, gone),
        watch: (id) => gone.addEventListener("abort", devices.add(id, client), { once: true }),
      });
      // The CONNECT is not kept for the life of the connection, to save memory: there may be many connections.
      const { principalId, policyOf } = granted;
      if (granted.login !== undefined) {
        keepLogin(granted.login, options.clock, gone, new KeptClient(client, options, policyOf), options.failedRefresh);
      }
      return { ok: true, policy: policyOf(granted.login), principalId };
    } catch (error) {
      if (!(error instanceof LoginRefusal)) throw error;
      options.log?.login(client, "iot:Connect", false, error.message);
      return refused(error);
    }
  };
}

function refused({ kind, message }: LoginRefusal): AuthenticateResult {
  return kind === "unsupported"
    ? { ok: false, reason: "unavailable", reasonString: message }
    : { ok: false, reason: "not-authorized" };
}

/** A connected client whose login is refreshed. */
class KeptClient implements LoginHolder {
  constructor(
    private readonly client: MqttClient,
    private readonly options: MqttLoginOptions,
    private readonly policyOf: (login: Login) => ConnectionPolicy,
  ) {}

  onRefreshed(refreshed: Login): void {
    const reason = "the authorizer answered again; its new policy is in force";
    this.options.log?.login(this.client, "iot:Refresh", true, reason);
    this.connected()?.setPolicy(this.policyOf(refreshed));
  }

  onRefreshFailed({ message }: LoginRefusal): void {
    const { log, failedRefresh } = this.options;
    log?.login(this.client, "iot:Refresh", false, message);
    if (failedRefresh !== "keep") this.disconnect("AUTH_ERROR", "Client is no longer authorized");
  }

  onExpired(): void {
    this.disconnect("CUSTOMAUTH_TTL_EXPIRATION", "disconnectAfterInSeconds has passed");
  }

  /** The client, if it is still connected: by now another connection may use the client id. */
  private connected(): BrokerClient | undefined {
    const found = this.options.broker().client(this.client.clientId);
    return found?.meta.id === this.client.connectionId ? found : undefined;
  }

  private disconnect(reason: ServerDisconnectReason, message: string): void {
    if (this.connected()) this.options.broker().disconnect(this.client.clientId, reason, { message });
  }
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

type MqttClient = Client & { readonly clientId: string };

function clientOf({ meta, clientId, username }: ConnectInfo): MqttClient {
  return { connectionId: meta.id, transport: meta.transport, clientId, ...loggableUser(username) };
}

function requestOf(connect: ConnectInfo): LoginRequest {
  const { meta, clientId, clientIdSent, username, password } = connect;
  const { serverName, http } = contextOf(connect);
  const mqtt = { username, password, clientId: clientIdSent ? clientId : undefined };
  return { connectionId: meta.id, serverName, http, mqtt };
}

const contextOf = ({ meta }: ConnectInfo): GatewayContext => meta.context as GatewayContext;
