import type { AuthorizerEvent, Protocol } from "../../lambda/contract";

/** What is known of a connection request, by transport. A transport that was not used is left out. */
export interface ConnectionRequest {
  /** Value of the authorizer's token key. */
  readonly token?: string | undefined;
  /** Whether the token's signature was checked and right: false when the authorizer has signing disabled. */
  readonly signatureVerified: boolean;
  readonly tls?: { readonly serverName?: string | undefined } | undefined;
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
 * The event AWS IoT Core would send to the authorizer's function. Members that do not concern the request are absent, empty ones
 * (no query string, no client id) too; `protocolData` and `protocols` are absent when no transport is known.
 * @see https://docs.aws.amazon.com/iot/latest/developerguide/custom-auth-lambda.html
 * @example
 * buildEvent({ signatureVerified: false, mqtt: { username: "alice", password: Buffer.from("s3cret") } });
 * // { signatureVerified: false, protocols: ["mqtt"], protocolData: { mqtt: { username: "alice", password: "czNjcmV0" } } }
 */
export function buildEvent(request: ConnectionRequest): AuthorizerEvent {
  const { token, signatureVerified, connectionId } = request;
  const protocolData = present({ tls: tlsData(request), http: httpData(request), mqtt: mqttData(request) });
  const protocols = Object.keys(protocolData) as Protocol[];
  return present({
    token,
    signatureVerified,
    ...(protocols.length > 0 && { protocols, protocolData }),
    connectionMetadata: connectionId === undefined ? undefined : { id: connectionId },
  });
}

const tlsData = ({ tls }: ConnectionRequest) => tls && present({ serverName: tls.serverName });

function httpData({ http }: ConnectionRequest) {
  if (http === undefined) {
    return undefined;
  }
  const { headers, queryString = "" } = http;
  const query = queryString === "" || queryString.startsWith("?") ? queryString : `?${queryString}`;
  return present({ headers, queryString: query === "" ? undefined : query });
}

function mqttData({ mqtt }: ConnectionRequest) {
  if (mqtt === undefined) {
    return undefined;
  }
  const { username, password, clientId } = mqtt;
  return present({
    username,
    password: password === undefined ? undefined : Buffer.from(password).toString("base64"),
    clientId: clientId === "" ? undefined : clientId,
  });
}

type Present<T> = { [Key in keyof T]?: Exclude<T[Key], undefined> };

/** The object without members that are undefined. */
function present<T extends object>(members: T): Present<T> {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined)) as Present<T>;
}
