import type { AuthorizerEvent, Protocol } from "../../lambda/contract";

/** A connection request, by protocol. A protocol that was not used is left out. */
export interface ConnectionRequest {
  /** Value of the authorizer's token key. */
  readonly token?: string | undefined;
  /** Whether the token's signature was checked and is right. False if the authorizer has signing disabled. */
  readonly signatureVerified: boolean;
  readonly tls?:
    | {
        readonly serverName?: string | undefined;
        /** The client certificate, at endpoints of type CUSTOM_AUTH_X509 only. */
        readonly certificate?: { readonly id: string; readonly pem: string } | undefined;
      }
    | undefined;
  readonly http?:
    | {
        readonly headers?: Readonly<Record<string, string>> | undefined;
        /** With or without the `?` at its beginning. */
        readonly queryString?: string | undefined;
      }
    | undefined;
  readonly mqtt?:
    | {
        /** As in CONNECT, its query string included. */
        readonly username?: string | undefined;
        /** The bytes in CONNECT. */
        readonly password?: Uint8Array | undefined;
        readonly clientId?: string | undefined;
      }
    | undefined;
  /** UUID of the connection. */
  readonly connectionId?: string | undefined;
}

/**
 * Builds the event that AWS IoT Core would send to the authorizer's function. Members that the request lacks are
 * absent, and so are an empty query string and an empty client id. `protocolData` and `protocols` are absent if the
 * request has no protocol.
 * @see https://docs.aws.amazon.com/iot/latest/developerguide/custom-auth-lambda.html
 * @example
 * buildEvent({ signatureVerified: false, mqtt: { username: "alice", password: Buffer.from("s3cret") } });
 * // { signatureVerified: false, protocols: ["mqtt"], protocolData: { mqtt: { username: "alice", password: "czNjcmV0" } } }
 */
export function buildEvent({
  token,
  signatureVerified,
  connectionId,
  tls,
  http,
  mqtt,
}: ConnectionRequest): AuthorizerEvent {
  const protocols: Protocol[] = [];
  const protocolData: Writable<ProtocolData> = {};
  if (tls !== undefined) {
    protocols.push("tls");
    protocolData.tls = tlsData(tls);
  }
  if (http !== undefined) {
    protocols.push("http");
    protocolData.http = httpData(http);
  }
  if (mqtt !== undefined) {
    protocols.push("mqtt");
    protocolData.mqtt = mqttData(mqtt);
  }
  // Members one by one: each login has an event, and copying conditional members takes several times as long.
  const event: Writable<AuthorizerEvent> = {};
  if (token !== undefined) event.token = token;
  event.signatureVerified = signatureVerified;
  if (protocols.length > 0) {
    event.protocols = protocols;
    event.protocolData = protocolData;
  }
  if (connectionId !== undefined) event.connectionMetadata = { id: connectionId };
  return event;
}

type ProtocolData = NonNullable<AuthorizerEvent["protocolData"]>;
type Writable<T> = { -readonly [Member in keyof T]: T[Member] };

function tlsData({ serverName, certificate }: NonNullable<ConnectionRequest["tls"]>) {
  const data: Writable<NonNullable<ProtocolData["tls"]>> = {};
  if (serverName !== undefined) data.serverName = serverName;
  if (certificate !== undefined) {
    data.x509CertificatePem = certificate.pem;
    data.principalId = certificate.id;
  }
  return data;
}

function httpData({ headers, queryString = "" }: NonNullable<ConnectionRequest["http"]>) {
  const query = queryString === "" || queryString.startsWith("?") ? queryString : `?${queryString}`;
  return { ...(headers !== undefined && { headers }), ...(query !== "" && { queryString: query }) };
}

function mqttData({ username, password, clientId = "" }: NonNullable<ConnectionRequest["mqtt"]>) {
  const data: Writable<NonNullable<ProtocolData["mqtt"]>> = {};
  if (username !== undefined) data.username = username;
  if (password !== undefined) data.password = Buffer.from(password).toString("base64");
  if (clientId !== "") data.clientId = clientId;
  return data;
}
