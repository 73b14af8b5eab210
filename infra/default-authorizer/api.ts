import type { AuthorizerSettings, HandoverApi } from "./handover-api";

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
