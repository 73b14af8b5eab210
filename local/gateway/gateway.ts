import type { Broker } from "../broker";
import type { KeyedCertificate } from "../certificates/issuing";
import { DEFAULT_GATEWAY_LIMITS, type GatewayLimits } from "./gateway-limits";
import { type HttpLogin, httpsPublish } from "./https-publish";
import { mqttOverTls } from "./mqtt-over-tls";
import { mqttOverWebSocket } from "./mqtt-over-websocket";
import { type CertificateChoice, openTlsPort, type TlsPort } from "./tls-port";

/** What the gateway needs. */
export interface GatewayOptions {
  /** Address to listen on. @default "127.0.0.1": nobody but this computer */
  readonly host?: string | undefined;
  /** @default 0, any free port */
  readonly port?: number | undefined;
  readonly certificate: KeyedCertificate;
  /** Asked for each client that sends a server name. @default - `certificate` */
  readonly certificateFor?: CertificateChoice | undefined;
  /** Whether clients that choose no protocol by ALPN speak MQTT under a server name. @default - they speak HTTP */
  readonly isMqttWithoutAlpn?: ((serverName: string) => boolean) | undefined;
  readonly broker: Pick<Broker, "accept" | "publish">;
  /** Decides on HTTPS requests; MQTT logins are the broker's to ask for. */
  readonly httpLogin: HttpLogin;
  readonly limits?: Partial<GatewayLimits> | undefined;
}

/**
 * Opens the door: MQTT over TLS, MQTT over WebSocket and HTTPS publish, on one port.
 * @throws ConfigurationError if the address cannot be listened on
 * @example
 * const gateway = await openGateway({ port: 8443, certificate, broker, httpLogin });
 * await gateway.close();
 */
export function openGateway(options: GatewayOptions): Promise<TlsPort> {
  const { host = "127.0.0.1", port = 0, certificate, certificateFor, isMqttWithoutAlpn, broker, httpLogin } = options;
  const limits = { ...DEFAULT_GATEWAY_LIMITS, ...options.limits };
  return openTlsPort(
    { host, port, certificate, certificateFor, isMqttWithoutAlpn, limits },
    {
      onMqtt: (socket) => mqttOverTls(socket, broker),
      onRequest: httpsPublish({ broker, login: httpLogin, payloadBytes: limits.payloadBytes }),
      onUpgrade: mqttOverWebSocket(broker),
    },
  );
}
