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
