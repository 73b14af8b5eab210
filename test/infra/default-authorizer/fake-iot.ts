import { AwsCallError, type AwsCallErrorKind } from "../../../aws/aws-call-error";
import { OWNER_TAG, PREVIOUS_DEFAULT_TAG } from "../../../infra/default-authorizer/names";
import type {
  Authorizer,
  AuthorizerSettings,
  DefaultAuthorizerApi,
  DescribedAuthorizer,
  InvokePermission,
} from "../../../infra/default-authorizer/step";

export const REGION = "eu-central-1";
export const ACCOUNT = "123456789012";
export const arnOf = (name: string, account = ACCOUNT, region = REGION) =>
  `arn:aws:iot:${region}:${account}:authorizer/${name}`;
export const FUNCTION = `arn:aws:lambda:${REGION}:${ACCOUNT}:function:cloudprnt`;

/** Name of a call of the API. */
export type Call = keyof DefaultAuthorizerApi;

/** An injected failure of one call, or of all calls from one on. */
export interface Fault {
  readonly at: number;
  /** Whether the call is carried out, and only its answer is lost. */
  readonly done: boolean;
  /** Whether all later calls fail too, as if the program had been killed. */
  readonly forGood: boolean;
  readonly kind: AwsCallErrorKind;
}

interface Stored extends AuthorizerSettings {
  active: boolean;
  readonly tags: Map<string, string>;
}

interface Options extends Partial<AuthorizerSettings> {
  readonly owner?: string;
  readonly previous?: string;
}

const READS: readonly Call[] = ["describeDefault", "describe", "tags"];

/**
 * The calls of AWS IoT and Lambda that the program uses, in memory. `conflicts` says whether SetDefaultAuthorizer
 * answers 409 if the same authorizer (`setTwice`) or another one (`setOther`) is the default: AWS's behaviour was not
 * verified, so tests try both.
 */
export class FakeIot implements DefaultAuthorizerApi {
  readonly authorizers = new Map<string, Stored>();
  /** Functions by ARN, with the statements of their policies by id. */
  readonly functions = new Map<string, Map<string, InvokePermission>>([[FUNCTION, new Map()]]);
  default: string | undefined;
  conflicts = { setTwice: true, setOther: false };
  fault: Fault | undefined;
  readonly calls: Call[] = [];
  /** The default that the last DescribeDefaultAuthorizer returned. */
  lastSeen: string | undefined;
  /** Called before every call, in which a test can act as another program. */
  before: (call: Call, index: number) => void = () => {};
  /** Called after every call that changes something. */
  after: (call: Call) => void = () => {};

  add(name: string, { owner, previous, ...settings }: Options = {}): this {
    const tags = new Map<string, string>();
    if (owner !== undefined) tags.set(OWNER_TAG, owner);
    if (previous !== undefined) tags.set(PREVIOUS_DEFAULT_TAG, previous);
    const usual = { functionArn: FUNCTION, active: true, signingDisabled: true, enableCachingForHttp: false };
    this.authorizers.set(name, { ...usual, ...settings, tags });
    return this;
  }

  memoryOf(name: string): string | undefined {
    return this.authorizers.get(name)?.tags.get(PREVIOUS_DEFAULT_TAG);
  }

  /** Returns all statements of all functions' policies. */
  permissions(): readonly InvokePermission[] {
    return [...this.functions.values()].flatMap((statements) => [...statements.values()]);
  }

  describeDefault(): Promise<Authorizer | undefined> {
    return this.#call("describeDefault", () => {
      this.lastSeen = this.default;
      return this.default === undefined ? undefined : this.#authorizer(this.default);
    });
  }

  describe(name: string): Promise<DescribedAuthorizer | undefined> {
    return this.#call("describe", () => this.#authorizer(name));
  }

  tags(arn: string): Promise<ReadonlyMap<string, string>> {
    return this.#call("tags", () => new Map(this.#stored(arn)?.tags));
  }

  tag(arn: string, key: string, value: string): Promise<void> {
    return this.#call("tag", () => {
      const stored = this.#stored(arn);
      if (!stored) throw failure("tag", "not-found");
      if (!isTagValue(value)) throw failure("tag", "refused");
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

  createAuthorizer(name: string, settings: AuthorizerSettings, tags: ReadonlyMap<string, string>): Promise<void> {
    return this.#call("createAuthorizer", () => {
      if (this.authorizers.has(name)) throw failure("createAuthorizer", "already-exists");
      if (![...tags].every(([key, value]) => !key.startsWith("aws:") && isTagValue(value)))
        throw failure("createAuthorizer", "refused");
      this.authorizers.set(name, { ...settings, tags: new Map(tags) });
    });
  }

  deactivateAuthorizer(name: string): Promise<void> {
    return this.#call("deactivateAuthorizer", () => {
      const stored = this.authorizers.get(name);
      if (stored) stored.active = false;
    });
  }

  deleteAuthorizer(name: string): Promise<void> {
    return this.#call("deleteAuthorizer", () => {
      if (this.authorizers.get(name)?.active || this.default === name) throw failure("deleteAuthorizer", "conflict");
      this.authorizers.delete(name);
    });
  }

  addPermission(permission: InvokePermission): Promise<void> {
    return this.#call("addPermission", () => {
      const statements = this.functions.get(permission.functionArn);
      if (!statements) throw failure("addPermission", "not-found");
      if (statements.has(permission.statementId)) throw failure("addPermission", "conflict");
      statements.set(permission.statementId, permission);
    });
  }

  removePermission({ functionArn, statementId }: InvokePermission): Promise<void> {
    return this.#call("removePermission", () => {
      this.functions.get(functionArn)?.delete(statementId);
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
    if (!READS.includes(call)) this.after(call);
    return result;
  }

  #authorizer(name: string): DescribedAuthorizer | undefined {
    const stored = this.authorizers.get(name);
    if (!stored) return undefined;
    const { tags: _tags, ...settings } = stored;
    return { name, arn: arnOf(name), ...settings };
  }

  #stored(arn: string): Stored | undefined {
    return this.authorizers.get(arn.slice(arn.indexOf("/") + 1));
  }
}

function isTagValue(value: string): boolean {
  return /^[\p{L}\p{Z}\p{N}_.:/=+\-@]{0,256}$/u.test(value);
}

function failure(call: Call, kind: AwsCallErrorKind): AwsCallError {
  return new AwsCallError(call, kind, `${call} failed: ${kind}.`);
}
