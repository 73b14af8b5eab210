import { LIMITS, type TokenClaims } from "../contract";
import type { Times } from "../respond";

/**
 * A group's times, shortened so that a connection ends with its token. AWS allows no less than 300 seconds, so one made in a token's
 * last 5 minutes outlasts it by less than that.
 * @param now Milliseconds since 1970-01-01 UTC
 * @see https://docs.aws.amazon.com/iot/latest/developerguide/custom-auth-lambda.html
 */
export function timesWithin({ exp }: TokenClaims, group: Times, now: number): Times {
  const left = Math.max(LIMITS.minSeconds, Math.floor(exp - now / 1000));
  return {
    disconnectAfterInSeconds: Math.min(group.disconnectAfterInSeconds, left),
    refreshAfterInSeconds: Math.min(group.refreshAfterInSeconds, left),
  };
}
