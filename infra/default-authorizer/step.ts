import { failedAs } from "../../aws";
import { OWNER_TAG, parseAuthorizerArn } from "./names";
import { wrongAccount } from "./step-errors";
import type { DefaultAuthorizerInput } from "./step-input";

/** What the program needs to know of an authorizer. */
export interface Authorizer {
  readonly name: string;
  readonly arn: string;
  /** Whether its status is ACTIVE: AWS IoT Core does not call an INACTIVE one. */
  readonly active: boolean;
}

/** An authorizer with everything that a copy of it needs. */
export interface DescribedAuthorizer extends Authorizer, AuthorizerSettings {}

/**
 * The calls of AWS that the program makes. Everything it decides is written against this, so that tests can fail each call at will.
 * Every method throws `AwsCallError`; what AWS answers with 404 is a value here where it is an everyday answer.
 * @see https://docs.aws.amazon.com/iot/latest/apireference/API_SetDefaultAuthorizer.html
 */
export interface DefaultAuthorizerApi extends HandoverApi {
  /** The Region's default, undefined when none is set. */
  describeDefault(): Promise<Authorizer | undefined>;
  /** An authorizer, undefined when it does not exist. */
  describe(name: string): Promise<DescribedAuthorizer | undefined>;
  /** Tags by key. Empty when the authorizer does not exist, as AWS answers. */
  tags(arn: string): Promise<ReadonlyMap<string, string>>;
  tag(arn: string, key: string, value: string): Promise<void>;
  /** Tried once: a repeat could overwrite what someone else set in between. */
  setDefault(name: string): Promise<void>;
  /** Tried once, for the same reason. Clearing what is already clear succeeds. */
  clearDefault(): Promise<void>;
}

/** All that AWS keeps of an authorizer and that makes it behave as it does. Public keys are no secret, and still are never printed. */
export interface AuthorizerSettings {
  readonly functionArn: string;
  readonly active: boolean;
  readonly signingDisabled: boolean;
  readonly tokenKeyName?: string;
  readonly tokenSigningPublicKeys?: Readonly<Record<string, string>>;
  readonly enableCachingForHttp: boolean;
}

/** AWS IoT Core's leave to call a function for one authorizer. */
export interface InvokePermission {
  readonly functionArn: string;
  readonly statementId: string;
  readonly authorizerArn: string;
  /** Account the authorizer must be in. */
  readonly account: string;
}

/**
 * The calls that make and remove the handover authorizer. Every method throws `AwsCallError`; removing what is gone already succeeds.
 * @see https://docs.aws.amazon.com/iot/latest/apireference/API_CreateAuthorizer.html
 * @see https://docs.aws.amazon.com/lambda/latest/api/API_AddPermission.html
 */
export interface HandoverApi {
  /** "already-exists" where the name is taken. */
  createAuthorizer(name: string, settings: AuthorizerSettings, tags: ReadonlyMap<string, string>): Promise<void>;
  /** Makes it INACTIVE: AWS deletes no ACTIVE one. */
  deactivateAuthorizer(name: string): Promise<void>;
  /** "conflict" while it is ACTIVE or in use. */
  deleteAuthorizer(name: string): Promise<void>;
  /** "conflict" where the function has a statement of that id, or is being changed. "not-found" where there is no such function. */
  addPermission(permission: InvokePermission): Promise<void>;
  removePermission(permission: InvokePermission): Promise<void>;
}

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

/** `this`: the authorizer the step is about. `older`: one that a rename or a new key is replacing. `foreign`: somebody else's. */
export type Ownership = "this" | "older" | "foreign";

/**
 * Whose an authorizer is: ours by its name, or by carrying our stack's id in the tag `iot-auth:owner`.
 * @example await ownershipOf(step, current) // "foreign"
 */
export async function ownershipOf({ input, api }: Step, authorizer: Authorizer): Promise<Ownership> {
  if (authorizer.name === input.authorizerName) return "this";
  const tags = await api.tags(authorizer.arn);
  return tags.get(OWNER_TAG) === input.owner ? "older" : "foreign";
}

/** Attempts at one call, and the wait before the second: with doubling, 6 seconds in all. */
const ATTEMPTS = 6;
const FIRST_WAIT_MILLISECONDS = 200;

/**
 * Repeats a call while something is still in its way: AWS needs a moment to see that an authorizer is INACTIVE or no longer the
 * default, that a statement is gone, or that a function is no longer being changed.
 * @throws what the last attempt threw, or any failure other than a conflict at once.
 * @example await outWaitConflict(step, () => api.deleteAuthorizer(name))
 */
export async function outWaitConflict<T>({ wait }: Step, work: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await work();
    } catch (error) {
      if (attempt === ATTEMPTS || !failedAs(error, "conflict")) throw error;
      await wait(FIRST_WAIT_MILLISECONDS * 2 ** (attempt - 1));
    }
  }
}
