import type { Clock } from "../clock";
import type { Gone } from "../gone";
import type { Login } from "./authorizer-login";
import type { LoginAssumptions } from "./login-assumptions";
import { LoginRefusal } from "./login-request";

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
  gone: Gone,
  holder: LoginHolder,
  failedRefresh: LoginAssumptions["failedRefresh"] = "disconnect",
): void {
  if (!gone.aborted) new KeptLogin(login, clock, gone, holder, failedRefresh);
}

/** There is one for each connection, so it holds no more of an answer than it needs. */
class KeptLogin {
  /** Milliseconds of the clock. */
  private readonly expiresAt: number;
  private readonly cancelExpiry: () => void;
  private cancelRefresh: (() => void) | undefined;
  private stopped = false;

  constructor(
    login: Login,
    private readonly clock: Clock,
    private readonly gone: Gone,
    private readonly holder: LoginHolder,
    private readonly failedRefresh: LoginAssumptions["failedRefresh"],
  ) {
    const lasts = login.disconnectAfterInSeconds * 1000;
    this.expiresAt = clock.now() + lasts;
    this.scheduleRefresh(login.refreshAfterInSeconds * 1000, login.refresh);
    this.cancelExpiry = clock.after(lasts, () => {
      this.stop();
      this.holder.onExpired();
    });
    gone.addEventListener("abort", this.stop, { once: true });
  }

  private readonly stop = (): void => {
    this.stopped = true;
    this.cancelRefresh?.();
    this.cancelExpiry();
    this.gone.removeEventListener("abort", this.stop);
  };

  private scheduleRefresh(wait: number, refresh: Login["refresh"]): void {
    const { clock, expiresAt } = this;
    this.cancelRefresh = undefined;
    if (clock.now() + wait < expiresAt) this.cancelRefresh = clock.after(wait, () => this.refresh(wait, refresh));
  }

  private async refresh(wait: number, refresh: Login["refresh"]): Promise<void> {
    const result = await refresh().catch(asRefusal);
    if (this.stopped) return;
    if (result instanceof LoginRefusal) {
      if (this.failedRefresh === "keep") this.scheduleRefresh(wait, refresh);
      else this.stop();
      this.holder.onRefreshFailed(result);
      return;
    }
    this.scheduleRefresh(result.refreshAfterInSeconds * 1000, result.refresh);
    this.holder.onRefreshed(result);
  }
}

const asRefusal = (error: unknown): LoginRefusal =>
  error instanceof LoginRefusal ? error : new LoginRefusal(`the refresh failed: ${(error as Error).message}`);
