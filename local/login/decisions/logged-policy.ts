import type { ConnectionPolicy, ConnectRequest } from "../../broker";
import { bindPolicy, type CompiledPolicy, type ConnectionContext, type Decision } from "../../policy";

/** The actions that a policy decides on. */
export type PolicyAction = "iot:Connect" | "iot:Publish" | "iot:Subscribe" | "iot:Receive";

/** Called with each decision and its reason, such as the statement that decided. */
export type PolicyListener = (action: PolicyAction, resource: string, allowed: boolean, reason: string) => void;

/**
 * Returns a policy that the broker can evaluate for one connection.
 * @param listener called with every decision @default - decisions are not reported, which is faster
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
  return listener === undefined ? new AskedPolicy(rights) : new LoggedPolicy(rights, listener);
}

/** Every connection has one, so it holds as little as possible. */
class AskedPolicy implements ConnectionPolicy {
  constructor(protected readonly rights: ReturnType<typeof bindPolicy>) {}

  connect({ clientId, persistent, willTopic }: ConnectRequest): Decision {
    const will = willTopic === undefined ? undefined : { topic: willTopic, retain: false };
    return this.told("iot:Connect", clientId, this.rights.connect(clientId, { persistent, will }));
  }

  publish(topic: string, options: { readonly retain: boolean }): Decision {
    return this.told("iot:Publish", topic, this.rights.publish(topic, options));
  }

  subscribe(filter: string): Decision {
    return this.told("iot:Subscribe", filter, this.rights.subscribe(filter));
  }

  receive(topic: string): Decision {
    return this.told("iot:Receive", topic, this.rights.receive(topic));
  }

  protected told(_action: PolicyAction, _resource: string, decision: Decision): Decision {
    return decision;
  }
}

class LoggedPolicy extends AskedPolicy {
  /**
   * Reasons by decision. The policy caches its decisions, and finding the reason of one takes longer than the decision
   * itself.
   */
  private reasons: WeakMap<Decision, string> | undefined;

  constructor(
    rights: ReturnType<typeof bindPolicy>,
    private readonly listener: PolicyListener,
  ) {
    super(rights);
  }

  protected override told(action: PolicyAction, resource: string, decision: Decision): Decision {
    this.listener(action, resource, decision.allowed, this.why(decision));
    return decision;
  }

  private why(decision: Decision): string {
    this.reasons ??= new WeakMap();
    let reason = this.reasons.get(decision);
    if (reason === undefined) {
      reason = this.rights.explain(decision);
      this.reasons.set(decision, reason);
    }
    return reason;
  }
}
