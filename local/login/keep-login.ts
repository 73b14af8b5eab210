import type { Clock } from "../clock";
import type { Gone } from "../gone";
import type { Login } from "./authorizer-login";
import type { LoginAssumptions } from "./login-assumptions";
import { LoginRefusal } from "./login-request";

/** The callbacks of a login that is kept. */
export interface LoginHolder {
  /** The authorizer has answered again; its new policy replaces the old one. */
  readonly onRefreshed: (login: Login) => void;
  /** The authorizer has refused the client, or failed. */
  readonly onRefreshFailed: (refusal: LoginRefusal) => void;
  /** `disconnectAfterInSeconds` of the login has passed. */
  readonly onExpired: () => void;
}

/**
 * Keeps a login valid as long as the connection lasts: calls the authorizer again every `refreshAfterInSeconds`, and
 * ends the login `disconnectAfterInSeconds` after it began, even if a refresh returns another
 * `disconnectAfterInSeconds`.
 *
 * Assumption: the refresh is due at that time, not with the client's next message. A refresh that fails ends the
 * connection at once, or, with `failedRefresh` "keep", leaves the old policy in force until the next refresh.
 * @param failedRefresh see {@link LoginAssumptions}
 * @param gone stops the refreshes when the connection has ended
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

/** Every connection has one, so it keeps only the parts of an answer that it needs. */
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
