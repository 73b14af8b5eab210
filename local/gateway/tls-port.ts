import { constants } from "node:crypto";
import type { RequestListener } from "node:http";
import { createServer, type Server } from "node:https";
import type { AddressInfo, Socket } from "node:net";
import type { SecureContextOptions, TLSSocket } from "node:tls";
import type { ServerCertificates } from "../certificates/development-certificates";
import { StandInOptionError } from "../local-errors";
import { remoteAddress } from "./connection-context";
import type { GatewayLimits } from "./gateway-limits";
import { AWS_CIPHERS } from "./security-policy";
import { serveHttpRequests, type UpgradeListener } from "./turned-away/http-failures";
import { tlsFailure } from "./turned-away/tls-failure";
import { detailOf, type TurnedAway, type TurnedAwayListener } from "./turned-away/turned-away";

/** ALPN protocol of HTTPS and WebSocket. */
const HTTP_ALPN = "http/1.1";

/** Returns the certificates that are served right now. */
export type CertificateChoice = () => ServerCertificates | Promise<ServerCertificates>;

/** Takes over a connection. */
export type SocketHandler = (socket: TLSSocket) => void;

/** Address, certificates and limits of a TLS port. */
export interface TlsPortOptions {
  /** Address to listen on. */
  readonly host: string;
  /** 0 for any free port. */
  readonly port: number;
  /** The certificates that are served at first. */
  readonly certificates: ServerCertificates;
  /** Called for each connection to get the current certificates. @default - `certificates` */
  readonly certificatesFor?: CertificateChoice | undefined;
  readonly limits: GatewayLimits;
  /**
   * Clients that the server requests a certificate from: all clients, or those that use one of these ALPN protocols.
   * The handshake succeeds without a certificate and with any certificate; `onRequest` and the socket handlers decide
   * on it.
   * @default - the server requests no certificates
   */
  readonly certificateOf?: "everybody" | ReadonlySet<string> | undefined;
}

/** The handlers of a port's connections and requests. */
export interface TlsPortHandlers {
  /**
   * Handlers of protocols other than HTTP, by ALPN protocol, in the port's order of preference. ALPN is compared byte
   * by byte.
   */
  readonly byAlpn: ReadonlyMap<string, SocketHandler>;
  /** Further ALPN protocols that are HTTP. @default [] */
  readonly httpAlpn?: readonly string[] | undefined;
  /**
   * Returns the handler of connections without ALPN for a server name; undefined for HTTP.
   * @default - all such connections are HTTP
   */
  readonly withoutAlpn?: ((serverName: string) => SocketHandler | undefined) | undefined;
  readonly onRequest: RequestListener;
  readonly onUpgrade: UpgradeListener;
  /** Called with clients whose connection reached none of these handlers. */
  readonly onTurnedAway: TurnedAwayListener;
}

/** A port that the gateway listens on. */
export interface TlsPort {
  readonly port: number;
  /** Stops listening and closes all connections. */
  close(): Promise<void>;
}

/**
 * Opens one TLS port for all protocols, like AWS IoT Core's port 443: ALPN `mqtt` is MQTT, no ALPN or `http/1.1` is
 * HTTP, any other ALPN is refused in the handshake. TLS 1.2 and 1.3, with the ciphers of AWS's default security policy
 * and with an RSA and an ECDSA certificate; sessions cannot be resumed.
 *
 * The connection of a client that sends no server name (SNI) is closed after the handshake. Assumption: HTTPS and
 * WebSocket need a server name, as MQTT does; AWS's pages disagree on that. Assumption: WebSocket clients do not use
 * ALPN `mqtt`; one page requires it, another says that it does not apply.
 *
 * @throws StandInOptionError if the port cannot listen on the address
 * @see https://docs.aws.amazon.com/iot/latest/developerguide/protocols.html
 * @see https://docs.aws.amazon.com/iot/latest/developerguide/transport-security.html
 */
export async function openTlsPort(options: TlsPortOptions, handlers: TlsPortHandlers): Promise<TlsPort> {
  const { limits, certificates, certificateOf } = options;
  const served = [...handlers.byAlpn.keys(), ...(handlers.httpAlpn ?? []), HTTP_ALPN];
  /**
   * ALPN protocols of the latest handshake. If it fails for them, Node.js reports that before another handshake
   * continues.
   */
  let offered: readonly string[] = [];
  const server = createServer({
    ...contextOptions(certificates),
    requestCert: certificateOf === "everybody",
    rejectUnauthorized: false,
    ALPNCallback(this: TLSSocket | undefined, { protocols }) {
      offered = protocols;
      const chosen = served.find((protocol) => protocols.includes(protocol));
      if (chosen !== undefined && certificateOf !== "everybody" && certificateOf?.has(chosen)) askForCertificate(this);
      return chosen;
    },
    handshakeTimeout: limits.handshakeMilliseconds,
    noDelay: true,
    maxHeaderSize: limits.headerBytes,
    headersTimeout: limits.headersMilliseconds,
    requestTimeout: limits.requestMilliseconds,
    connectionsCheckingInterval: Math.min(1000, limits.headersMilliseconds),
    keepAliveTimeout: limits.keepAliveMilliseconds,
  });
  let closing = false;
  const tell = (
    turnedAway: TurnedAway,
    socket: { readonly remoteAddress?: string | undefined; readonly _parent?: unknown },
  ): void => {
    if (!closing) handlers.onTurnedAway({ ...remoteAddress(socket), ...turnedAway });
  };
  server.maxConnections = limits.connections;
  server.on("drop", (dropped) => {
    tell({ cause: "too-many-connections", ...detailOf(String(limits.connections)) }, dropped ?? {});
  });
  server.on("tlsClientError", (error, socket) => tell(tlsFailure(error, socket, offered), socket));
  keepRenewed(server, options);
  const expectHttp = serveHttpRequests(server, handlers, tell);
  const cutAll = shareWithOthers(server, handlers, expectHttp, tell);
  await listen(server, options);
  return {
    port: (server.address() as AddressInfo).port,
    close: () =>
      new Promise((resolve) => {
        closing = true;
        server.close(() => resolve());
        cutAll();
      }),
  };
}

/**
 * Makes the current handshake request a client certificate. Node.js documents this option for a whole port only, so
 * this uses an undocumented method. If the method is missing, the client is turned away because it presented no
 * certificate.
 */
function askForCertificate(socket: unknown): void {
  const { _handle: handle } = Object(socket) as {
    _handle?: { setVerifyMode?(request: boolean, reject: boolean): void };
  };
  handle?.setVerifyMode?.(true, false);
}

const contextOptions = (certificates: ServerCertificates): SecureContextOptions => ({
  cert: certificates.map(({ certificate }) => certificate),
  key: certificates.map(({ key }) => key),
  // The registry decides on client certificates. Searching their issuers among the computer's root certificates would
  // slow each handshake down.
  ca: [],
  ciphers: AWS_CIPHERS,
  minVersion: "TLSv1.2",
  secureOptions: constants.SSL_OP_NO_TICKET,
});

/**
 * Serves each client the current certificates: a client that connects while they are being renewed waits for the new
 * ones.
 *
 * `SNICallback` cannot be used: from a context with several certificates Node.js takes only the last, so clients that
 * need the other kind of key would still get the old certificate.
 */
function keepRenewed(server: Server, { certificates, certificatesFor }: TlsPortOptions): void {
  if (certificatesFor === undefined) return;
  let served = certificates;
  const [startTls] = server.listeners("connection") as [(socket: Socket) => void];
  server.removeAllListeners("connection");
  const serve = (renewed: ServerCertificates, socket: Socket): void => {
    if (renewed !== served) server.setSecureContext(contextOptions(renewed));
    served = renewed;
    startTls.call(server, socket);
  };
  server.on("connection", (socket: Socket) => {
    const choice = certificatesFor();
    if (!(choice instanceof Promise)) {
      serve(choice, socket);
      return;
    }
    // The connection may break while it waits; without a listener the error would end the process.
    socket.on("error", () => {});
    choice.then(
      (renewed) => serve(renewed, socket),
      () => socket.destroy(),
    );
  });
}

/**
 * Chooses the protocol of a connection before the HTTPS server's own listener does. Returns a function that closes all
 * connections.
 */
function shareWithOthers(
  server: Server,
  { byAlpn, withoutAlpn = () => undefined }: TlsPortHandlers,
  expectHttp: SocketHandler,
  tell: (turnedAway: TurnedAway, socket: TLSSocket) => void,
): () => void {
  const [serveHttp] = server.listeners("secureConnection") as [SocketHandler];
  server.removeAllListeners("secureConnection");
  server.on("secureConnection", (socket: TLSSocket) => {
    // Without this listener, a connection that breaks before its handler listens would end the process.
    socket.on("error", () => {});
    const { servername: name, alpnProtocol } = socket;
    if (!name) {
      tell({ cause: "no-server-name" }, socket);
      socket.destroy();
      return;
    }
    const serve = alpnProtocol ? byAlpn.get(alpnProtocol) : withoutAlpn(name);
    if (serve) {
      serve(socket);
      return;
    }
    expectHttp(socket);
    serveHttp.call(server, socket);
  });
  const open = new Set<{ destroy(): void }>();
  server.on("connection", (socket: Socket) => {
    // Read now: a closed socket knows its address only if it was read before.
    void socket.remoteAddress;
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
      const refusal = new StandInOptionError(
        `host and port must be an address this process can listen on, got: ${host}:${port} (${error.code}). ` +
          "Choose another port, or end the process that uses this one.",
      );
      refusal.cause = error;
      reject(refusal);
    });
    server.listen({ host, port }, resolve);
  });
}
