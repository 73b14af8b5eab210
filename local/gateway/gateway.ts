import type { TLSSocket } from "node:tls";
import type { Broker } from "../broker";
import type { ServerCertificates } from "../certificates/development-certificates";
import { DEFAULT_GATEWAY_LIMITS, type GatewayLimits } from "./gateway-limits";
import { type HttpLogin, httpsPublish } from "./https-publish";
import { mqttOverTls } from "./mqtt-over-tls";
import { mqttOverWebSocket } from "./mqtt-over-websocket";
import { type CertificateChoice, openTlsPort, type TlsPort } from "./tls-port";
import type { TurnedAwayListener } from "./turned-away";

/** ALPN protocol of MQTT with custom authentication, in lower case. */
const MQTT_ALPN = "mqtt";

/** What the gateway needs. */
export interface GatewayOptions {
  /** Address to listen on. @default "127.0.0.1": nobody but this computer */
  readonly host?: string | undefined;
  /** @default 0, any free port */
  readonly port?: number | undefined;
  readonly certificates: ServerCertificates;
  /** Asked for each client. @default - `certificates` */
  readonly certificatesFor?: CertificateChoice | undefined;
  /** Whether clients that choose no protocol by ALPN speak MQTT under a server name. @default - they speak HTTP */
  readonly isMqttWithoutAlpn?: ((serverName: string) => boolean) | undefined;
  readonly broker: Pick<Broker, "accept" | "publish">;
  /** Decides on HTTPS requests; MQTT logins are the broker's to ask for. */
  readonly httpLogin: HttpLogin;
  readonly limits?: Partial<GatewayLimits> | undefined;
  /** Whether WebSocket clients may offer the subprotocol `mqttv3.1` in place of `mqtt`. @default true */
  readonly oldSubprotocol?: boolean | undefined;
  /** Told of clients that never get as far as MQTT or a login. @default - nobody is told */
  readonly onTurnedAway?: TurnedAwayListener | undefined;
}

/**
 * Opens the door: MQTT over TLS, MQTT over WebSocket and HTTPS publish, on one port.
 * @throws StandInOptionError if the address cannot be listened on
 * @example
 * const gateway = await openGateway({ port: 8443, certificates, broker, httpLogin });
 * await gateway.close();
 */
export function openGateway(options: GatewayOptions): Promise<TlsPort> {
  const { host = "127.0.0.1", port = 0, certificates, certificatesFor, broker, httpLogin } = options;
  const { isMqttWithoutAlpn = () => false, oldSubprotocol = true, onTurnedAway = () => {} } = options;
  const limits = { ...DEFAULT_GATEWAY_LIMITS, ...options.limits };
  const serveMqtt = (socket: TLSSocket): void => mqttOverTls(socket, broker);
  return openTlsPort(
    { host, port, certificates, certificatesFor, limits },
    {
      byAlpn: new Map([[MQTT_ALPN, serveMqtt]]),
      withoutAlpn: (serverName) => (isMqttWithoutAlpn(serverName) ? serveMqtt : undefined),
      onRequest: httpsPublish({ broker, login: httpLogin, payloadBytes: limits.payloadBytes, onTurnedAway }),
      onUpgrade: mqttOverWebSocket(broker, { oldSubprotocol, onTurnedAway }),
      onTurnedAway,
    },
  );
}
