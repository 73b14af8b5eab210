import { type AwsAccount, topicArn } from "./arns";
import type { ConnectAttribute, RequestContext } from "./context";
import { type Decision, evaluate } from "./evaluate-access";
import { explain } from "./explaining/explain-decision";
import type { CompiledPolicy } from "./matching/compiled-policy";
import { createDecisionCache } from "./matching/decision-cache";
import {
  connectScope,
  publishScope,
  receiveScope,
  retainPublishScope,
  type Scope,
  type SharedSubscriptionResource,
  subscribeScope,
} from "./scopes";

/** What is known of a connection, and how its policy is read. */
export interface ConnectionContext extends Omit<RequestContext, "connectAttributes" | "lastWillTopic"> {
  readonly account: AwsAccount;
  /** @default "whole" */
  readonly sharedSubscriptionResource?: SharedSubscriptionResource | undefined;
  /** Decisions remembered per action. @default 128 */
  readonly cacheCapacity?: number | undefined;
}

/**
 * What a CONNECT asks for beyond the defaults. Assumption: an Allow of `iot:Connect` without conditions permits all of it, as in the
 * examples of AWS's connect policies; another page says that a policy must name persistent sessions.
 * @see https://docs.aws.amazon.com/iot/latest/developerguide/connect-policy.html
 * @see https://docs.aws.amazon.com/iot/latest/developerguide/mqtt.html#connect-attribute
 */
export interface ConnectOptions {
  readonly will?: { readonly topic: string; readonly retain: boolean } | undefined;
  /** Whether the session is to outlive the connection. @default false */
  readonly persistent?: boolean | undefined;
}

/** What one client may do. Where an operation needs several rights, the first refusal is returned, else the first decision. */
export interface ConnectionPolicy {
  /** Connect; for a Will also Publish on its topic, and RetainPublish if it is retained. */
  readonly connect: (clientId: string, options?: ConnectOptions) => Decision;
  /** Publish; with `retain` also RetainPublish. */
  readonly publish: (topic: string, options?: { readonly retain?: boolean | undefined }) => Decision;
  readonly subscribe: (filter: string) => Decision;
  readonly receive: (topic: string) => Decision;
  /** Why, in plain English. */
  readonly explain: (decision: Decision) => string;
}

/**
 * A policy in the hands of one connection: answers in the broker's own terms and remembers its answers. When the policy is refreshed,
 * bind the new one and drop this.
 * @see https://docs.aws.amazon.com/iot/latest/developerguide/connect-policy.html
 * @example
 * const rights = bindPolicy(parsePolicy(response.policyDocuments), { account, clientId: "printer-7", sourceIp: "127.0.0.1" });
 * rights.connect("printer-7", { persistent: true }).allowed; // true
 * const decision = rights.publish("a/b", { retain: true });
 * if (!decision.allowed) log(rights.explain(decision));
 */
export function bindPolicy(policy: CompiledPolicy, connection: ConnectionContext): ConnectionPolicy {
  const { account, sharedSubscriptionResource, cacheCapacity, ...context } = connection;
  const cache = createDecisionCache(cacheCapacity);
  let bound: CompiledPolicy | undefined;
  const decide = (scope: Scope) => {
    bound ??= policy.bind(context);
    return evaluate(bound, { ...scope, context });
  };
  // Stryker disable next-line StringLiteral: keeps memories apart, as any other name would that no other operation has.
  const publish = (topic: string) => cache.remember("iot:Publish", topic, () => decide(publishScope(account, topic)));
  const retainPublish = (topic: string) =>
    // Stryker disable next-line StringLiteral: keeps memories apart, as any other name would that no other operation has.
    cache.remember("iot:RetainPublish", topic, () => decide(retainPublishScope(account, topic)));
  return {
    connect: (clientId, { will, persistent = false } = {}) => {
      const asking = { ...context, clientId };
      return allOf([
        () =>
          evaluate(policy, {
            ...connectScope(account, clientId),
            context: {
              ...asking,
              connectAttributes: attributesOf(will !== undefined, persistent),
              lastWillTopic: will && topicArn(account, will.topic),
            },
          }),
        will && (() => evaluate(policy, { ...publishScope(account, will.topic), context: asking })),
        will?.retain && (() => evaluate(policy, { ...retainPublishScope(account, will.topic), context: asking })),
      ]);
    },
    publish: (topic, { retain = false } = {}) =>
      retain ? allOf([() => publish(topic), () => retainPublish(topic)]) : publish(topic),
    subscribe: (filter) =>
      // Stryker disable next-line StringLiteral: keeps memories apart, as any other name would that no other operation has.
      cache.remember("iot:Subscribe", filter, () =>
        decide(subscribeScope(account, filter, sharedSubscriptionResource)),
      ),
    // Stryker disable next-line StringLiteral: keeps memories apart, as any other name would that no other operation has.
    receive: (topic) => cache.remember("iot:Receive", topic, () => decide(receiveScope(account, topic))),
    explain: (decision) => explain(policy, decision),
  };
}

function attributesOf(will: boolean, persistent: boolean): readonly ConnectAttribute[] {
  return [...(persistent ? ["PersistentConnect" as const] : []), ...(will ? ["LastWill" as const] : [])];
}

/** The first refusal, else the first decision. What follows a refusal is not asked. */
function allOf([first, ...others]: readonly [() => Decision, ...((() => Decision) | false | undefined)[]]): Decision {
  const decision = first();
  if (!decision.allowed) return decision;
  for (const other of others) {
    const further = other ? other() : decision;
    if (!further.allowed) return further;
  }
  return decision;
}
