import type { SharedGroup } from "../topics/shared-group";
import type { TopicFilter } from "../topics/topic-filter";
import type { Session } from "./session";

/** One session's subscription to one filter. Subscribing again changes the options. */
export interface Subscription {
  readonly session: Session;
  readonly filter: TopicFilter;
  /** Highest QoS it gets. */
  qos: 0 | 1;
  /** MQTT 5: not what its own connection publishes. */
  noLocal: boolean;
  /** MQTT 5: forwarded messages keep the publisher's RETAIN flag. */
  retainAsPublished: boolean;
  /** Set once it is a member of a shared subscription. */
  group?: SharedGroup;
}
