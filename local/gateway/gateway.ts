import { randomUUID } from "node:crypto";
import type { Duplex } from "node:stream";
import type { TLSSocket } from "node:tls";
import type { Broker } from "../broker";
import type { ServerCertificates } from "../certificates/development-certificates";
import { StreamGone } from "../gone";
import { type AdmitCertificate, admitClient, HTTP_CERTIFICATE_ALPN, MQTT_CERTIFICATE_ALPN } from "./client-certificate";
import { remoteAddress } from "./connection-context";
import { DEFAULT_GATEWAY_LIMITS, type GatewayLimits } from "./gateway-limits";
import { type HttpLogin, httpsPublish } from "./https/https-publish";
import { mqttOverWebSocket } from "./mqtt-over-websocket";
import { type CertificateChoice, openTlsPort, type TlsPort } from "./tls-port";
import type { TurnedAwayListener } from "./turned-away/turned-away";

/** ALPN protocol of MQTT with custom authentication, in lower case. */
const MQTT_ALPN = "mqtt";

/** Options of the gateway. */
export interface GatewayOptions {
  /** Address to listen on. @default "127.0.0.1": this computer only */
  readonly host?: string | undefined;
  /** @default 0, any free port */
  readonly port?: number | undefined;
  /** Port for clients with a certificate. @default 0, any free port */
  readonly certificatePort?: number | undefined;
  readonly certificates: ServerCertificates;
  /** Called for each connection to get the current certificates. @default - `certificates` */
  readonly certificatesFor?: CertificateChoice | undefined;
  /** Whether clients without ALPN use MQTT with a server name. @default - they use HTTP */
  readonly isMqttWithoutAlpn?: ((serverName: string) => boolean) | undefined;
  readonly broker: Pick<Broker, "accept" | "publish">;
  /**
   * Decides on client certificates, before MQTT or HTTP.
   * @default - client certificates have neither a port nor an ALPN protocol
   */
  readonly admitCertificate?: AdmitCertificate | undefined;
  /** Decides on HTTPS requests. MQTT logins are decided by the broker. */
  readonly httpLogin: HttpLogin;
  readonly limits?: Partial<GatewayLimits> | undefined;
  /** Whether WebSocket clients may offer the subprotocol `mqttv3.1` in place of `mqtt`. @default true */
  readonly oldSubprotocol?: boolean | undefined;
  /** Called with clients that are turned away before MQTT or a login. @default - they are not reported */
  readonly onTurnedAway?: TurnedAwayListener | undefined;
}

/** The ports of a running gateway. */
export interface Gateway extends TlsPort {
  /** The port for clients with a certificate. Missing without `admitCertificate`. */
  readonly certificatePort?: number;
}

/**
 * Opens the gateway's ports. The first stands for AWS IoT Core's port 443: MQTT over TLS, MQTT over WebSocket and HTTPS
 * publish, and, by ALPN, MQTT and HTTPS publish with a client certificate. The second stands for ports 8883 and 8443,
 * for client certificates: MQTT without ALPN or with `x-amzn-mqtt-ca`, and HTTPS publish with ALPN `http/1.1` or
 * `x-amzn-http-ca`.
 * @throws StandInOptionError if the gateway cannot listen on an address
 * @see https://docs.aws.amazon.com/iot/latest/developerguide/protocols.html
 * @example
 * const gateway = await openGateway({ port: 8443, certificates, broker, httpLogin });
 * await gateway.close();
 */
export async function openGateway(options: GatewayOptions): Promise<Gateway> {
  const {
    host = "127.0.0.1",
    port = 0,
    certificatePort = 0,
    certificates,
    certificatesFor,
    broker,
    httpLogin,
  } = options;
  const { isMqttWithoutAlpn = () => false, oldSubprotocol = true, onTurnedAway = () => {}, admitCertificate } = options;
  const limits = { ...DEFAULT_GATEWAY_LIMITS, ...options.limits };
  const serveMqtt = (socket: TLSSocket): void => mqttOverTls(socket, broker);
  const publishing = { broker, login: httpLogin, payloadBytes: limits.payloadBytes, onTurnedAway };
  const listening = { host, certificates, certificatesFor, limits };
  const onUpgrade = mqttOverWebSocket(broker, { oldSubprotocol, onTurnedAway });
  const withoutAlpn = (serverName: string) => (isMqttWithoutAlpn(serverName) ? serveMqtt : undefined);
  if (admitCertificate === undefined) {
    return openTlsPort(
      { ...listening, port },
      {
        byAlpn: new Map([[MQTT_ALPN, serveMqtt]]),
        withoutAlpn,
        onRequest: httpsPublish(publishing),
        onUpgrade,
        onTurnedAway,
      },
    );
  }
  const serveWithCertificate = (socket: TLSSocket): void => {
    const admitted = admitClient(socket, admitCertificate, onTurnedAway);
    if (admitted === undefined) socket.destroy();
    else mqttOverTls(socket, broker, admitted.id);
  };
  const first = await openTlsPort(
    { ...listening, port, certificateOf: new Set([MQTT_CERTIFICATE_ALPN, HTTP_CERTIFICATE_ALPN]) },
    {
      byAlpn: new Map([
        [MQTT_ALPN, serveMqtt],
        [MQTT_CERTIFICATE_ALPN, serveWithCertificate],
      ]),
      httpAlpn: [HTTP_CERTIFICATE_ALPN],
      withoutAlpn,
      onRequest: httpsPublish({
        ...publishing,
        byCertificate: ({ alpnProtocol }) => alpnProtocol === HTTP_CERTIFICATE_ALPN,
      }),
      onUpgrade,
      onTurnedAway,
    },
  );
  const second = await openTlsPort(
    { ...listening, port: certificatePort, certificateOf: "everybody" },
    {
      byAlpn: new Map([[MQTT_CERTIFICATE_ALPN, serveWithCertificate]]),
      httpAlpn: [HTTP_CERTIFICATE_ALPN],
      withoutAlpn: () => serveWithCertificate,
      onRequest: httpsPublish({ ...publishing, byCertificate: () => true }),
      onUpgrade: refuseWebSocket,
      onTurnedAway,
    },
  ).catch(async (error: unknown) => {
    await first.close();
    throw error;
  });
  return {
    port: first.port,
    certificatePort: second.port,
    close: async () => void (await Promise.all([first.close(), second.close()])),
  };
}

/** AWS IoT Core does not support MQTT over WebSocket with client certificates. */
function refuseWebSocket(_request: unknown, socket: Duplex): void {
  socket.end("HTTP/1.1 403 Forbidden\r\nConnection: close\r\n\r\n");
}

/**
 * Passes a TLS connection of an MQTT client to the broker.
 * @param certificateId id of the accepted client certificate; undefined for a client without certificate
 */
function mqttOverTls(socket: TLSSocket, broker: Pick<Broker, "accept">, certificateId?: string): void {
  broker.accept(socket, {
    id: randomUUID(),
    transport: "mqtt",
    ...remoteAddress(socket),
    context: {
      serverName: socket.servername,
      ...(certificateId !== undefined && { certificateId }),
      gone: new StreamGone(socket),
    },
  });
}
