import type { Authorizer, DefaultAuthorizerApi } from "./api";
import { parseAuthorizerArn } from "./authorizer-arn";
import { wrongAccount } from "./errors";
import type { DefaultAuthorizerInput } from "./input";

/** What `set` and `release` work with. */
export interface Step {
  readonly input: DefaultAuthorizerInput;
  readonly api: DefaultAuthorizerApi;
  /** Prints one line for the person who runs Terraform. */
  readonly say: (line: string) => void;
  /** Waits, in milliseconds. */
  readonly wait: (milliseconds: number) => Promise<void>;
}

/** How often a step starts over because someone else changed the default under its hands. */
export const ROUNDS = 5;

/**
 * The Region's default authorizer, undefined when none is set.
 * @throws StepError (exit code 5) when it lies in another account or Region than ours: the credentials are the wrong ones.
 */
export async function currentDefault(step: Step): Promise<Authorizer | undefined> {
  const current = await step.api.describeDefault();
  if (current) requireSameAccount(step.input, current);
  return current;
}

/** @throws StepError (exit code 5) unless the authorizer lies in the account and Region of ours. */
export function requireSameAccount(input: DefaultAuthorizerInput, seen: Authorizer): void {
  const [ours, theirs] = [parseAuthorizerArn(input.authorizerArn), parseAuthorizerArn(seen.arn)];
  if (ours?.account !== theirs?.account || ours?.region !== theirs?.region) throw wrongAccount(input, seen);
}
