import type { ConnectionPolicy } from "../../broker";
import { bindPolicy, type CompiledPolicy, type ConnectionContext, type Decision } from "../../policy";

/** What a policy is asked about. */
export type PolicyAction = "iot:Connect" | "iot:Publish" | "iot:Subscribe" | "iot:Receive";

/** Told of a decision; `why` says which statement decided, at some cost. */
export type PolicyListener = (action: PolicyAction, resource: string, allowed: boolean, why: () => string) => void;

/**
 * A policy as the broker asks it.
 * @param listener told of every decision @default - decisions are not reported, which is faster
 * @example
 * const policy = connectionPolicy(login.policy, { account, clientId: "printer-7" });
 * policy.publish("telemetry/printer-7", { retain: false }).allowed;
 */
export function connectionPolicy(
  policy: CompiledPolicy,
  context: ConnectionContext,
  listener?: PolicyListener,
): ConnectionPolicy {
  const rights = bindPolicy(policy, context);
  if (listener === undefined) return policyOf(rights, (_action, _resource, decision) => decision);
  // Decisions are remembered, so the same ones come again and again; looking for the reason costs more than deciding.
  let reasons: WeakMap<Decision, string> | undefined;
  const why = (decision: Decision): string => {
    reasons ??= new WeakMap();
    const reason = reasons.get(decision) ?? rights.explain(decision);
    reasons.set(decision, reason);
    return reason;
  };
  return policyOf(rights, (action, resource, decision) => {
    listener(action, resource, decision.allowed, () => why(decision));
    return decision;
  });
}

type Tell = (action: PolicyAction, resource: string, decision: Decision) => Decision;

function policyOf(rights: ReturnType<typeof bindPolicy>, told: Tell): ConnectionPolicy {
  return {
    connect: ({ clientId, persistent, willTopic }) => {
      const will = willTopic === undefined ? undefined : { topic: willTopic, retain: false };
      return told("iot:Connect", clientId, rights.connect(clientId, { persistent, will }));
    },
    publish: (topic, options) => told("iot:Publish", topic, rights.publish(topic, options)),
    subscribe: (filter) => told("iot:Subscribe", filter, rights.subscribe(filter)),
    receive: (topic) => told("iot:Receive", topic, rights.receive(topic)),
  };
}
