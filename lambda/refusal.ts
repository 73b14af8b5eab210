import type { RefusalReason } from "./contract";

/** Ends a login with a reason. Thrown by the steps of the handler, caught by the handler alone. */
export class Refusal extends Error {
  constructor(
    readonly reason: RefusalReason,
    /** Who was refused, as far as it is known by then. */
    readonly subject: { readonly user?: string; readonly group?: string } = {},
  ) {
    super(reason);
  }
}
