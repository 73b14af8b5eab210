import type { ConnectionPolicy, ConnectRequest } from "../../broker";
import { bindPolicy, type CompiledPolicy, type ConnectionContext, type Decision } from "../../policy";
import type { Repetition } from "./decision-event";

/** The actions that a policy decides on. */
export type PolicyAction = "iot:Connect" | "iot:Publish" | "iot:Subscribe" | "iot:Receive";

/**
 * Called with a decision and its reason, such as the statement that decided.
 * @returns a counter for repetitions of the decision, for which the listener is then not called; undefined to be called
 * each time
 */
export type PolicyListener = (
  action: PolicyAction,
  resource: string,
  allowed: boolean,
  reason: string,
) => Repetition | undefined;

/**
 * Returns a policy that the broker can evaluate for one connection.
 * @param listener called with every decision that it does not count @default - decisions are not reported, which is
 * faster
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

/**
 * A cached decision about one action on one topic or filter, with its reason and the listener's counter for
 * repetitions.
 */
interface Told {
  readonly topic: string;
  readonly decision: Decision;
  readonly reason: string;
  repetition: Repetition | undefined;
}

class LoggedPolicy extends AskedPolicy {
  /**
   * Reasons and counters by decision. The policy caches its decisions, and finding the reason of one takes longer than
   * the decision itself.
   */
  private decisions: WeakMap<Decision, Told> | undefined;
  /** The last cached decision about publishing, and about receiving. Most clients use one topic. */
  private published: Told | undefined;
  private received: Told | undefined;

  constructor(
    rights: ReturnType<typeof bindPolicy>,
    private readonly listener: PolicyListener,
  ) {
    super(rights);
  }

  override publish(topic: string, options: { readonly retain: boolean }): Decision {
    const last = this.published;
    if (last?.topic === topic && !options.retain && last.repetition?.again()) return last.decision;
    const decision = this.rights.publish(topic, options);
    this.published = this.tell("iot:Publish", topic, decision, last);
    return decision;
  }

  override receive(topic: string): Decision {
    const last = this.received;
    if (last?.topic === topic && last.repetition?.again()) return last.decision;
    const decision = this.rights.receive(topic);
    this.received = this.tell("iot:Receive", topic, decision, last);
    return decision;
  }

  protected override told(action: PolicyAction, resource: string, decision: Decision): Decision {
    this.tell(action, resource, decision);
    return decision;
  }

  /**
   * Counts the decision if it is a repetition, and otherwise calls the listener.
   * @param last the last cached decision about the action, which is found sooner than the others
   * @returns the cached decision, with which a repetition for the same topic can be counted; undefined if the policy
   * has to decide each time
   */
  private tell(action: PolicyAction, topic: string, decision: Decision, last?: Told): Told | undefined {
    const known = last?.decision === decision ? last : this.decisions?.get(decision);
    if (known?.repetition?.again()) return known;
    const reason = known?.reason ?? this.rights.explain(decision);
    const repetition = this.listener(action, topic, decision.allowed, reason);
    if (known !== undefined) {
      known.repetition = repetition;
      return known;
    }
    // A client connects only once, so nothing is kept for that decision.
    if (!decision.cacheable || action === "iot:Connect") return undefined;
    const told: Told = { topic, decision, reason, repetition };
    this.decisions ??= new WeakMap();
    this.decisions.set(decision, told);
    return told;
  }
}
