/** The credentials and other data with which a client logs in, over any transport. Holds secrets; never log it. */
export interface LoginRequest {
  /** UUID, for log entries. */
  readonly connectionId: string;
  /** The accepted client certificate, at endpoints that need both a certificate and an authorizer. */
  readonly certificate?: { readonly id: string; readonly pem: string } | undefined;
  /** From the TLS SNI extension. */
  readonly serverName?: string | undefined;
  /** The HTTP request, or the HTTP request that opened the WebSocket. */
  readonly http?: { readonly headers: Readonly<Record<string, string>>; readonly queryString: string } | undefined;
  /** The MQTT CONNECT. */
  readonly mqtt?:
    | {
        /** Includes its query string. */
        readonly username?: string | undefined;
        readonly password?: Uint8Array | undefined;
        /** As sent; missing or empty if the client leaves the choice to the broker. */
        readonly clientId?: string | undefined;
      }
    | undefined;
}

/**
 * Why a login was refused.
 * - "refused": AWS would refuse the login, too.
 * - "unsupported": AWS might accept the login; the stand-in lacks a feature that it needs.
 */
export type RefusalKind = "refused" | "unsupported";

/**
 * A login was refused.
 * @example
 * throw new LoginRefusal("no authorizer is named and no default authorizer is set");
 */
export class LoginRefusal extends Error {
  override readonly name = "LoginRefusal";

  /** @param message for the live log: names the cause and holds no secret */
  constructor(
    message: string,
    readonly kind: RefusalKind = "refused",
  ) {
    super(message);
  }
}
