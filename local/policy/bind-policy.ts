import { type AwsAccount, topicArn } from "./arns";
import type { ConnectAttribute, RequestContext } from "./context";
import { type Decision, evaluate } from "./evaluate-access";
import { explain } from "./explaining/explain-decision";
import type { CompiledPolicy } from "./matching/compiled-policy";
import { DecisionCache } from "./matching/decision-cache";
import {
  connectScope,
  publishScope,
  receiveScope,
  retainPublishScope,
  type Scope,
  type SharedSubscriptionResource,
  subscribeScope,
} from "./scopes";

/** The context of a connection's requests, and the settings of its policy. */
export interface ConnectionContext extends Omit<RequestContext, "connectAttributes" | "lastWillTopic"> {
  readonly account: AwsAccount;
  /** @default "whole" */
  readonly sharedSubscriptionResource?: SharedSubscriptionResource | undefined;
  /** Maximum number of cached decisions per action. @default 128 */
  readonly cacheCapacity?: number | undefined;
}

/**
 * What a CONNECT asks for beyond the defaults. Assumption: an Allow of `iot:Connect` without conditions permits all of
 * it, as in the examples of AWS's connect policies; another page says that a policy must name persistent sessions.
 * @see https://docs.aws.amazon.com/iot/latest/developerguide/connect-policy.html
 * @see https://docs.aws.amazon.com/iot/latest/developerguide/mqtt.html#connect-attribute
 */
export interface ConnectOptions {
  readonly will?: { readonly topic: string; readonly retain: boolean } | undefined;
  /** Whether the client asks for a persistent session. @default false */
  readonly persistent?: boolean | undefined;
}

/**
 * Decides what one client may do. If an operation needs several permissions, the first refusal is returned, or the
 * first decision if there is no refusal.
 */
export interface ConnectionPolicy {
  /** Connect; for a Will also Publish on its topic, and RetainPublish if it is retained. */
  connect(clientId: string, options?: ConnectOptions): Decision;
  /** Publish; with `retain` also RetainPublish. */
  publish(topic: string, options?: { readonly retain?: boolean | undefined }): Decision;
  subscribe(filter: string): Decision;
  receive(topic: string): Decision;
  /** Explains a decision in plain English. */
  explain(decision: Decision): string;
}

/**
 * Binds a policy to one connection. The result has a method for each MQTT operation and caches its decisions. When the
 * policy is refreshed, bind the new policy and discard this result.
 * @see https://docs.aws.amazon.com/iot/latest/developerguide/connect-policy.html
 * @example
 * const rights = bindPolicy(parsePolicy(response.policyDocuments), { account, clientId: "printer-7", sourceIp:
 * "127.0.0.1" }); rights.connect("printer-7", { persistent: true }).allowed; // true const decision =
 * rights.publish("a/b", { retain: true }); if (!decision.allowed) log(rights.explain(decision));
 */
export function bindPolicy(policy: CompiledPolicy, connection: ConnectionContext): ConnectionPolicy {
  return new BoundPolicy(policy, connection);
}

/** Exists once for each connection: caches are created on first use to save memory. */
class BoundPolicy implements ConnectionPolicy {
  /** Decisions by topic or topic filter. */
  private published: DecisionCache | undefined;
  private retained: DecisionCache | undefined;
  private subscribed: DecisionCache | undefined;
  private received: DecisionCache | undefined;
  /** The policy with this connection's values in place of variables. */
  private bound: CompiledPolicy | undefined;

  constructor(
    private readonly policy: CompiledPolicy,
    private readonly context: ConnectionContext,
  ) {}

  connect(clientId: string, { will, persistent = false }: ConnectOptions = {}): Decision {
    const { policy } = this;
    const { account } = this.context;
    const asking = { ...this.context, clientId };
    // New members come before the spread: in the other order V8 takes ten times as long, and this code runs for every
    // login.
    const context = {
      connectAttributes: attributesOf(will !== undefined, persistent),
      lastWillTopic: will && topicArn(account, will.topic),
      ...asking,
    };
    const decision = evaluate(policy, { context, ...connectScope(account, clientId) });
    // Most clients have no Will.
    if (will === undefined) return decision;
    return allOf([
      () => decision,
      () => evaluate(policy, { context: asking, ...publishScope(account, will.topic) }),
      will.retain && (() => evaluate(policy, { context: asking, ...retainPublishScope(account, will.topic) })),
    ]);
  }

  publish(topic: string, { retain = false }: { readonly retain?: boolean | undefined } = {}): Decision {
    return retain ? allOf([() => this.publishOnly(topic), () => this.retainPublish(topic)]) : this.publishOnly(topic);
  }

  subscribe(filter: string): Decision {
    const { account, sharedSubscriptionResource, cacheCapacity } = this.context;
    this.subscribed ??= new DecisionCache(cacheCapacity);
    const known = this.subscribed.find(filter);
    return (
      known ?? this.subscribed.keep(filter, this.decide(subscribeScope(account, filter, sharedSubscriptionResource)))
    );
  }

  receive(topic: string): Decision {
    this.received ??= new DecisionCache(this.context.cacheCapacity);
    const known = this.received.find(topic);
    return known ?? this.received.keep(topic, this.decide(receiveScope(this.context.account, topic)));
  }

  explain(decision: Decision): string {
    return explain(this.policy, decision);
  }

  private publishOnly(topic: string): Decision {
    this.published ??= new DecisionCache(this.context.cacheCapacity);
    const known = this.published.find(topic);
    return known ?? this.published.keep(topic, this.decide(publishScope(this.context.account, topic)));
  }

  private retainPublish(topic: string): Decision {
    this.retained ??= new DecisionCache(this.context.cacheCapacity);
    const known = this.retained.find(topic);
    return known ?? this.retained.keep(topic, this.decide(retainPublishScope(this.context.account, topic)));
  }

  private decide(scope: Scope): Decision {
    this.bound ??= this.policy.bind(this.context);
    return evaluate(this.bound, { context: this.context, ...scope });
  }
}

function attributesOf(will: boolean, persistent: boolean): readonly ConnectAttribute[] {
  return [...(persistent ? ["PersistentConnect" as const] : []), ...(will ? ["LastWill" as const] : [])];
}

/** Returns the first refusal, or the first decision if there is no refusal. Decisions after a refusal are not made. */
function allOf([first, ...others]: readonly [() => Decision, ...((() => Decision) | false | undefined)[]]): Decision {
  const decision = first();
  if (!decision.allowed) return decision;
  for (const other of others) {
    const further = other ? other() : decision;
    if (!further.allowed) return further;
  }
  return decision;
}
