import { failedAs } from "../../aws";
import { OWNER_TAG, parseAuthorizerArn } from "./names";
import { wrongAccount } from "./step-errors";
import type { DefaultAuthorizerInput } from "./step-input";

/** The part of an authorizer that the program uses. */
export interface Authorizer {
  readonly name: string;
  readonly arn: string;
  /** Whether its status is ACTIVE: AWS IoT Core does not call an INACTIVE one. */
  readonly active: boolean;
}

/** An authorizer with all the settings that a copy of it needs. */
export interface DescribedAuthorizer extends Authorizer, AuthorizerSettings {}

/**
 * The calls of AWS that the program makes. All decisions use this interface, so that tests can make each call fail.
 * Every method throws `AwsCallError`; an expected 404 is a value instead.
 * @see https://docs.aws.amazon.com/iot/latest/apireference/API_SetDefaultAuthorizer.html
 */
export interface DefaultAuthorizerApi extends HandoverApi {
  /** The Region's default, undefined if none is set. */
  describeDefault(): Promise<Authorizer | undefined>;
  /** An authorizer, undefined if it does not exist. */
  describe(name: string): Promise<DescribedAuthorizer | undefined>;
  /** Tags by key. Empty if the authorizer does not exist, as AWS answers. */
  tags(arn: string): Promise<ReadonlyMap<string, string>>;
  tag(arn: string, key: string, value: string): Promise<void>;
  /** Called once: a repetition could overwrite a default that another program has set in between. */
  setDefault(name: string): Promise<void>;
  /** Called once, for the same reason. It succeeds if there is no default. */
  clearDefault(): Promise<void>;
}

/**
 * All settings of an authorizer in AWS that affect its behaviour. Public keys are not secret, but are not printed
 * either.
 */
export interface AuthorizerSettings {
  readonly functionArn: string;
  readonly active: boolean;
  readonly signingDisabled: boolean;
  readonly tokenKeyName?: string;
  readonly tokenSigningPublicKeys?: Readonly<Record<string, string>>;
  readonly enableCachingForHttp: boolean;
}

/** The permission for AWS IoT Core to call a function for one authorizer. */
export interface InvokePermission {
  readonly functionArn: string;
  readonly statementId: string;
  readonly authorizerArn: string;
  /** Account the authorizer must be in. */
  readonly account: string;
}

/**
 * The calls that create and remove the handover authorizer. Every method throws `AwsCallError`; removing something that
 * does not exist succeeds.
 * @see https://docs.aws.amazon.com/iot/latest/apireference/API_CreateAuthorizer.html
 * @see https://docs.aws.amazon.com/lambda/latest/api/API_AddPermission.html
 */
export interface HandoverApi {
  /** Throws "already-exists" if the name is in use. */
  createAuthorizer(name: string, settings: AuthorizerSettings, tags: ReadonlyMap<string, string>): Promise<void>;
  /** Makes the authorizer INACTIVE: AWS does not delete an ACTIVE one. */
  deactivateAuthorizer(name: string): Promise<void>;
  /** Throws "conflict" while the authorizer is ACTIVE or in use. */
  deleteAuthorizer(name: string): Promise<void>;
  /**
   * Throws "conflict" if the function has a statement with that id, or is being changed, and "not-found" if the
   * function does not exist.
   */
  addPermission(permission: InvokePermission): Promise<void>;
  removePermission(permission: InvokePermission): Promise<void>;
}

/** Input and effects of `set`, `release` and `guard`. */
export interface Step {
  readonly input: DefaultAuthorizerInput;
  readonly api: DefaultAuthorizerApi;
  /** Prints one line for the person who runs Terraform. */
  readonly say: (line: string) => void;
  /** Waits, in milliseconds. */
  readonly wait: (milliseconds: number) => Promise<void>;
}

/** How often a step starts again because another program has changed the default in the meantime. */
export const ROUNDS = 5;

/**
 * The Region's default authorizer, undefined if none is set.
 * @throws StepError (exit code 5) if it is in another account or Region than ours: the credentials are wrong.
 */
export async function currentDefault(step: Step): Promise<Authorizer | undefined> {
  const current = await step.api.describeDefault();
  if (current) requireSameAccount(step.input, current);
  return current;
}

/** @throws StepError (exit code 5) unless the authorizer is in the account and Region of ours. */
export function requireSameAccount(input: DefaultAuthorizerInput, seen: Authorizer): void {
  const [ours, theirs] = [parseAuthorizerArn(input.authorizerArn), parseAuthorizerArn(seen.arn)];
  if (ours?.account !== theirs?.account || ours?.region !== theirs?.region) throw wrongAccount(input, seen);
}

/**
 * `this`: the authorizer of the step. `older`: an authorizer of this stack that is being replaced. `foreign`: an
 * authorizer of another owner.
 */
export type Ownership = "this" | "older" | "foreign";

/**
 * Returns to whom an authorizer belongs: to this stack by its name, or by the stack's id in the tag `iot-auth:owner`.
 * @example await ownershipOf(step, current) // "foreign"
 */
export async function ownershipOf({ input, api }: Step, authorizer: Authorizer): Promise<Ownership> {
  if (authorizer.name === input.authorizerName) return "this";
  const tags = await api.tags(authorizer.arn);
  return tags.get(OWNER_TAG) === input.owner ? "older" : "foreign";
}

/** Attempts of one call, and the wait before the second one, which doubles: 6 seconds in all. */
const ATTEMPTS = 6;
const FIRST_WAIT_MILLISECONDS = 200;

/**
 * Repeats a call while it fails with a conflict: AWS needs a moment to notice that an authorizer is INACTIVE or no
 * longer the default, that a statement was removed, or that a function is no longer being changed.
 * @throws the error of the last attempt, or any failure other than a conflict at once.
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
