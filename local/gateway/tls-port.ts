import { constants } from "node:crypto";
import type { RequestListener } from "node:http";
import { createServer, type Server } from "node:https";
import type { AddressInfo } from "node:net";
import { createSecureContext, type SecureContext, type SecureContextOptions, type TLSSocket } from "node:tls";
import type { KeyedCertificate } from "../certificates/issuing";
import { ConfigurationError } from "../errors";
import type { GatewayLimits } from "./gateway-limits";

/** ALPN protocol of MQTT with custom authentication. Lower case: ALPN is compared byte by byte. */
const MQTT_ALPN = "mqtt";

/** Says which certificate is served right now. */
export type CertificateChoice = () => KeyedCertificate | Promise<KeyedCertificate>;

/** Where to listen and with what. */
export interface TlsPortOptions {
  /** Address. */
  readonly host: string;
  /** 0 for any free port. */
  readonly port: number;
  /** For clients that send no server name. */
  readonly certificate: KeyedCertificate;
  /** Asked for each client that sends a server name. @default - `certificate` */
  readonly certificateFor?: CertificateChoice | undefined;
  /** Whether clients that choose no protocol by ALPN speak MQTT under a server name. @default - they speak HTTP */
  readonly isMqttWithoutAlpn?: ((serverName: string) => boolean) | undefined;
  readonly limits: GatewayLimits;
}

/** Who serves what comes in. */
export interface TlsPortHandlers {
  /** A client that chose MQTT by ALPN. */
  readonly onMqtt: (socket: TLSSocket) => void;
  readonly onRequest: RequestListener;
  /** As `http.Server`'s event `upgrade`. */
  readonly onUpgrade: NonNullable<Parameters<Server["on"]>[1]>;
}

/** A port that is being listened on. */
export interface TlsPort {
  readonly port: number;
  /** Stops listening and cuts every connection. */
  close(): Promise<void>;
}

/**
 * One TLS port for all protocols, as AWS IoT Core's port 443: ALPN `mqtt` is MQTT, no ALPN or `http/1.1` is HTTP, any other ALPN is
 * refused in the handshake. TLS 1.2 and 1.3; sessions cannot be resumed.
 *
 * A client that sends no server name (SNI) is closed once the handshake is done. Assumption: HTTPS and WebSocket need one as MQTT does;
 * AWS's pages disagree on that. Assumption: WebSocket clients choose no MQTT by ALPN; one page demands it, another says it does not apply.
 *
 * @throws ConfigurationError if the address cannot be listened on
 * @see https://docs.aws.amazon.com/iot/latest/developerguide/protocols.html
 * @see https://docs.aws.amazon.com/iot/latest/developerguide/transport-security.html
 */
export async function openTlsPort(options: TlsPortOptions, handlers: TlsPortHandlers): Promise<TlsPort> {
  const { limits, certificate, certificateFor, isMqttWithoutAlpn = () => false } = options;
  const server = createServer(
    {
      ...contextOptions(certificate),
      ...(certificateFor && { SNICallback: serverNameCallback(certificateFor) }),
      ALPNProtocols: [MQTT_ALPN, "http/1.1"],
      handshakeTimeout: limits.handshakeMilliseconds,
      noDelay: true,
      maxHeaderSize: limits.headerBytes,
      headersTimeout: limits.headersMilliseconds,
      requestTimeout: limits.requestMilliseconds,
      connectionsCheckingInterval: Math.min(1000, limits.headersMilliseconds),
      keepAliveTimeout: limits.keepAliveMilliseconds,
    },
    handlers.onRequest,
  );
  server.maxConnections = limits.connections;
  server.on("upgrade", handlers.onUpgrade);
  const cutAll = shareWithMqtt(server, isMqttWithoutAlpn, handlers.onMqtt);
  await listen(server, options);
  return {
    port: (server.address() as AddressInfo).port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        cutAll();
      }),
  };
}

const contextOptions = ({ certificate, key }: KeyedCertificate): SecureContextOptions => ({
  cert: certificate,
  key,
  minVersion: "TLSv1.2",
  secureOptions: constants.SSL_OP_NO_TICKET,
});

/** Node.js asks it in every handshake that has a server name. */
function serverNameCallback(certificateFor: CertificateChoice) {
  const contexts = new WeakMap<KeyedCertificate, SecureContext>();
  const contextFor = (certificate: KeyedCertificate): SecureContext => {
    const context = contexts.get(certificate) ?? createSecureContext(contextOptions(certificate));
    contexts.set(certificate, context);
    return context;
  };
  return async (_serverName: string, done: (error: Error | null, context?: SecureContext) => void): Promise<void> => {
    try {
      done(null, contextFor(await certificateFor()));
    } catch (error) {
      done(error as Error);
    }
  };
}

/** Puts the choice of protocol in front of the HTTPS server's own listener. Returns what cuts all connections, of every protocol. */
function shareWithMqtt(
  server: Server,
  isMqttWithoutAlpn: (serverName: string) => boolean,
  onMqtt: (socket: TLSSocket) => void,
): () => void {
  const [serveHttp] = server.listeners("secureConnection") as [(socket: TLSSocket) => void];
  server.removeAllListeners("secureConnection");
  server.on("secureConnection", (socket: TLSSocket) => {
    // Without this, a connection that breaks before anybody listens would end the process.
    socket.on("error", () => {});
    const { servername: name, alpnProtocol } = socket;
    if (!name) socket.destroy();
    else if (alpnProtocol === MQTT_ALPN || (!alpnProtocol && isMqttWithoutAlpn(name))) onMqtt(socket);
    else serveHttp.call(server, socket);
  });
  const open = new Set<{ destroy(): void }>();
  server.on("connection", (socket) => {
    open.add(socket);
    socket.once("close", () => open.delete(socket));
  });
  return () => {
    for (const socket of open) socket.destroy();
  };
}

function listen(server: Server, { host, port }: TlsPortOptions): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", (error: NodeJS.ErrnoException) => {
      reject(
        new ConfigurationError(
          `host and port must be an address this process can listen on, got: ${host}:${port} (${error.code}). ` +
            "Choose another port, or end what uses this one.",
        ),
      );
    });
    server.listen({ host, port }, resolve);
  });
}
