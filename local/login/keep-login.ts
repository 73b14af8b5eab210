import type { Clock } from "../clock";
import type { Login } from "./authorizer-login";
import { LoginRefusal } from "./decisions/login-refusal";
import type { LoginAssumptions } from "./login-assumptions";

/** Whom a login is kept for. */
export interface LoginHolder {
  /** The authorizer has answered again: from now on its new policy counts. */
  readonly onRefreshed: (login: Login) => void;
  /** The authorizer refuses the client now, or fails. */
  readonly onRefreshFailed: (refusal: LoginRefusal) => void;
  /** The time the authorizer gave at the login is over. */
  readonly onExpired: () => void;
}

/**
 * Keeps a login alive as long as the connection lasts: asks the authorizer again every `refreshAfterInSeconds`, and ends it
 * `disconnectAfterInSeconds` after the login, whatever a refresh says about that.
 *
 * Assumption: the refresh comes by itself, not with the client's next message. A refresh that fails ends the connection at once, or, if so
 * assumed, leaves everything as it was until the next.
 * @param failedRefresh see {@link LoginAssumptions}
 * @param gone when the connection is gone, nothing is done any more
 * @see https://docs.aws.amazon.com/iot/latest/developerguide/custom-auth-lambda.html
 */
export function keepLogin(
  login: Login,
  clock: Clock,
  gone: AbortSignal,
  holder: LoginHolder,
  failedRefresh: LoginAssumptions["failedRefresh"] = "disconnect",
): void {
  if (gone.aborted) return;
  const expiresAt = clock.now() + login.disconnectAfterInSeconds * 1000;
  let cancelRefresh = scheduleRefresh(login);
  const cancelExpiry = clock.after(login.disconnectAfterInSeconds * 1000, () => {
    stop();
    holder.onExpired();
  });
  gone.addEventListener("abort", stop, { once: true });

  function stop(): void {
    cancelRefresh();
    cancelExpiry();
    gone.removeEventListener("abort", stop);
  }

  function scheduleRefresh(current: Login): () => void {
    const { refreshAfterInSeconds, refresh } = current;
    const wait = refreshAfterInSeconds * 1000;
    if (clock.now() + wait >= expiresAt) return () => {};
    let off = false;
    const cancel = clock.after(wait, async () => {
      const result = await refresh().catch(asRefusal);
      if (off) return;
      if (result instanceof LoginRefusal) {
        if (failedRefresh === "keep") cancelRefresh = scheduleRefresh(current);
        else stop();
        holder.onRefreshFailed(result);
        return;
      }
      cancelRefresh = scheduleRefresh(result);
      holder.onRefreshed(result);
    });
    return () => {
      off = true;
      cancel();
    };
  }
}

const asRefusal = (error: unknown): LoginRefusal =>
  error instanceof LoginRefusal ? error : new LoginRefusal(`the refresh failed: ${(error as Error).message}`);
