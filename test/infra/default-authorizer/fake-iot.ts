import type { Authorizer, DefaultAuthorizerApi } from "../../../infra/default-authorizer/api";
import { AwsCallError, type AwsCallErrorKind } from "../../../infra/default-authorizer/aws-call-error";
import { OWNER_TAG, PREVIOUS_DEFAULT_TAG } from "../../../infra/default-authorizer/tags";

export const REGION = "eu-central-1";
export const ACCOUNT = "123456789012";
export const arnOf = (name: string, account = ACCOUNT, region = REGION) =>
  `arn:aws:iot:${region}:${account}:authorizer/${name}`;

/** A call of the API, as the fake and its faults see it. */
export type Call = keyof DefaultAuthorizerApi;

/** What goes wrong, from the call with this number on. */
export interface Fault {
  readonly at: number;
  /** Whether the call is carried out nevertheless, and only its answer is lost. */
  readonly done: boolean;
  /** Whether all later calls fail too, as for a program that was killed. */
  readonly forGood: boolean;
  readonly kind: AwsCallErrorKind;
}

interface Stored {
  active: boolean;
  readonly tags: Map<string, string>;
}

/**
 * The part of AWS IoT that the program sees, in memory. `setTwice` and `setOther` say whether SetDefaultAuthorizer answers 409 when
 * the same or another default is set: nobody could verify on AWS which of the two it does.
 */
export class FakeIot implements DefaultAuthorizerApi {
  readonly authorizers = new Map<string, Stored>();
  default: string | undefined;
  conflicts = { setTwice: true, setOther: false };
  fault: Fault | undefined;
  readonly calls: Call[] = [];
  /** What the caller saw when it last looked at the default. */
  lastSeen: string | undefined;
  /** Called before every call: time for somebody else to do something. */
  before: (call: Call, index: number) => void = () => {};
  /** Called after every change of the default or of a tag. */
  after: (call: Call) => void = () => {};

  add(
    name: string,
    { owner, previous, active = true }: { owner?: string; previous?: string; active?: boolean } = {},
  ): this {
    const tags = new Map<string, string>();
    if (owner !== undefined) tags.set(OWNER_TAG, owner);
    if (previous !== undefined) tags.set(PREVIOUS_DEFAULT_TAG, previous);
    this.authorizers.set(name, { active, tags });
    return this;
  }

  memoryOf(name: string): string | undefined {
    return this.authorizers.get(name)?.tags.get(PREVIOUS_DEFAULT_TAG);
  }

  describeDefault(): Promise<Authorizer | undefined> {
    return this.#call("describeDefault", () => {
      this.lastSeen = this.default;
      return this.default === undefined ? undefined : this.#authorizer(this.default);
    });
  }

  describe(name: string): Promise<Authorizer | undefined> {
    return this.#call("describe", () => this.#authorizer(name));
  }

  tags(arn: string): Promise<ReadonlyMap<string, string>> {
    return this.#call("tags", () => new Map(this.#stored(arn)?.tags));
  }

  tag(arn: string, key: string, value: string): Promise<void> {
    return this.#call("tag", () => {
      const stored = this.#stored(arn);
      if (!stored) throw failure("tag", "not-found");
      if (!/^[\p{L}\p{Z}\p{N}_.:/=+\-@]*$/u.test(value)) throw failure("tag", "refused");
      stored.tags.set(key, value);
    });
  }

  setDefault(name: string): Promise<void> {
    return this.#call("setDefault", () => {
      if (!this.authorizers.has(name)) throw failure("setDefault", "not-found");
      const conflict =
        this.default === name ? this.conflicts.setTwice : this.default !== undefined && this.conflicts.setOther;
      if (conflict) throw failure("setDefault", "already-exists");
      this.default = name;
    });
  }

  clearDefault(): Promise<void> {
    return this.#call("clearDefault", () => {
      this.default = undefined;
    });
  }

  async #call<T>(call: Call, work: () => T): Promise<T> {
    const index = this.calls.push(call) - 1;
    this.before(call, index);
    const { fault } = this;
    if (!fault || index < fault.at || (index > fault.at && !fault.forGood)) return this.#do(call, work);
    if (fault.done && index === fault.at) this.#do(call, work);
    throw failure(call, fault.kind);
  }

  #do<T>(call: Call, work: () => T): T {
    const result = work();
    if (call === "setDefault" || call === "clearDefault" || call === "tag") this.after(call);
    return result;
  }

  #authorizer(name: string): Authorizer | undefined {
    const stored = this.authorizers.get(name);
    return stored && { name, arn: arnOf(name), active: stored.active };
  }

  #stored(arn: string): Stored | undefined {
    return this.authorizers.get(arn.slice(arn.indexOf("/") + 1));
  }
}

function failure(call: Call, kind: AwsCallErrorKind): AwsCallError {
  return new AwsCallError(call, kind, `${call} failed: ${kind}.`);
}
