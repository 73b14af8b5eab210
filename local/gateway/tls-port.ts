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

/** Says which certificates are served right now. */
export type CertificateChoice = () => ServerCertificates | Promise<ServerCertificates>;

/** Takes over a connection. */
export type SocketHandler = (socket: TLSSocket) => void;

/** Where to listen and with what. */
export interface TlsPortOptions {
  /** Address. */
  readonly host: string;
  /** 0 for any free port. */
  readonly port: number;
  /** What is served at first. */
  readonly certificates: ServerCertificates;
  /** Asked for each client. @default - `certificates` */
  readonly certificatesFor?: CertificateChoice | undefined;
  readonly limits: GatewayLimits;
  /**
   * Who is asked for a client certificate: everybody, or those who choose one of these protocols by ALPN. None is needed for the handshake, and
   * who issued it is for others to judge.
   * @default - no client is
   */
  readonly certificateOf?: "everybody" | ReadonlySet<string> | undefined;
}

/** Who serves what comes in. */
export interface TlsPortHandlers {
  /** What is no HTTP, by its ALPN protocol, in the order in which the port prefers them. ALPN is compared byte by byte. */
  readonly byAlpn: ReadonlyMap<string, SocketHandler>;
  /** Further ALPN protocols that are HTTP. @default [] */
  readonly httpAlpn?: readonly string[] | undefined;
  /** Who serves those who choose no protocol by ALPN under a server name. @default - they speak HTTP */
  readonly withoutAlpn?: ((serverName: string) => SocketHandler | undefined) | undefined;
  readonly onRequest: RequestListener;
  readonly onUpgrade: UpgradeListener;
  /** Told of those who got to none of these. */
  readonly onTurnedAway: TurnedAwayListener;
}

/** A port that is being listened on. */
export interface TlsPort {
  readonly port: number;
  /** Stops listening and cuts every connection. */
  close(): Promise<void>;
}

/**
 * One TLS port for all protocols, as AWS IoT Core's port 443: ALPN `mqtt` is MQTT, no ALPN or `http/1.1` is HTTP, any other ALPN is
 * refused in the handshake. TLS 1.2 and 1.3, with the ciphers of AWS's default security policy and a certificate for RSA and for ECDSA;
 * sessions cannot be resumed.
 *
 * A client that sends no server name (SNI) is closed once the handshake is done. Assumption: HTTPS and WebSocket need one as MQTT does;
 * AWS's pages disagree on that. Assumption: WebSocket clients choose no MQTT by ALPN; one page demands it, another says it does not apply.
 *
 * @throws StandInOptionError if the address cannot be listened on
 * @see https://docs.aws.amazon.com/iot/latest/developerguide/protocols.html
 * @see https://docs.aws.amazon.com/iot/latest/developerguide/transport-security.html
 */
export async function openTlsPort(options: TlsPortOptions, handlers: TlsPortHandlers): Promise<TlsPort> {
  const { limits, certificates, certificateOf } = options;
  const served = [...handlers.byAlpn.keys(), ...(handlers.httpAlpn ?? []), HTTP_ALPN];
  /** Of the handshake that is choosing right now: whether it fails for that is told before any other one goes on. */
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
    if (!closing) handlers.onTurnedAway({ ...remoteAddress(addressed(socket)), ...turnedAway });
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
 * Has the handshake that is under way ask for a client certificate. Node.js can be told so for a whole port only; for one connection it has no
 * documented way. Without it the client is turned away for presenting no certificate.
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
  // Client certificates are judged by the registry; looking for their issuers among this computer's would cost each handshake time.
  ca: [],
  ciphers: AWS_CIPHERS,
  minVersion: "TLSv1.2",
  secureOptions: constants.SSL_OP_NO_TICKET,
});

/**
 * Sees to it that each client meets the certificates that are served when it comes: one that comes while they are renewed waits for that.
 *
 * Not by `SNICallback`: of several certificates in a context Node.js takes over the last one only, so that clients of the other kind of key
 * would meet the one before.
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
    // It may break while it waits.
    socket.on("error", () => {});
    choice.then(
      (renewed) => serve(renewed, socket),
      () => socket.destroy(),
    );
  });
}

/**
 * Of a client that is gone already, its TCP socket still knows the address, which {@link shareWithOthers} has asked it for. Node.js has no
 * documented way from one to the other; without it the client is told of without an address.
 */
function addressed(socket: { readonly remoteAddress?: string | undefined; readonly _parent?: unknown }) {
  return socket.remoteAddress === undefined ? (Object(socket._parent) as typeof socket) : socket;
}

/** Puts the choice of protocol in front of the HTTPS server's own listener. Returns what cuts all connections, of every protocol. */
function shareWithOthers(
  server: Server,
  { byAlpn, withoutAlpn = () => undefined }: TlsPortHandlers,
  expectHttp: SocketHandler,
  tell: (turnedAway: TurnedAway, socket: TLSSocket) => void,
): () => void {
  const [serveHttp] = server.listeners("secureConnection") as [SocketHandler];
  server.removeAllListeners("secureConnection");
  server.on("secureConnection", (socket: TLSSocket) => {
    // Without this, a connection that breaks before anybody listens would end the process.
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
    // Asked for now, since a socket that is closed no longer knows it unless it was asked before.
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
          "Choose another port, or end what uses this one.",
      );
      refusal.cause = error;
      reject(refusal);
    });
    server.listen({ host, port }, resolve);
  });
}
