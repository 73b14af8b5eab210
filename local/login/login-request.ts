/** Someone at the door: what a client presented, over whichever transport. Holds secrets; never log it. */
export interface LoginRequest {
  /** UUID, for log entries. */
  readonly connectionId: string;
  /** The certificate that the client was let in by, where certificate and authorizer count together. */
  readonly certificate?: { readonly id: string; readonly pem: string } | undefined;
  /** From the TLS SNI extension. */
  readonly serverName?: string | undefined;
  /** The HTTP request, or the one that became a WebSocket. */
  readonly http?: { readonly headers: Readonly<Record<string, string>>; readonly queryString: string } | undefined;
  /** CONNECT. */
  readonly mqtt?:
    | {
        /** With its query string. */
        readonly username?: string | undefined;
        readonly password?: Uint8Array | undefined;
        /** As sent; missing or empty if the client left it to the broker. */
        readonly clientId?: string | undefined;
      }
    | undefined;
}

/**
 * Why somebody may not come in.
 * - "refused": AWS would refuse this.
 * - "unsupported": AWS might let them in; the stand-in cannot do what it takes.
 */
export type RefusalKind = "refused" | "unsupported";

/**
 * A login that came to nothing.
 * @example
 * throw new LoginRefusal("no authorizer is named and no default authorizer is set");
 */
export class LoginRefusal extends Error {
  override readonly name = "LoginRefusal";

  /** @param message for the live log: says what to do about it, holds no secret */
  constructor(
    message: string,
    readonly kind: RefusalKind = "refused",
  ) {
    super(message);
  }
}
