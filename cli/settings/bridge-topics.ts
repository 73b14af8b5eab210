import { ConfigurationError } from "../../infra/config/problem";
import { type Asker, rulesOf, userAccess } from "../access/user-access";

/** A topic that a bridge carries. `out`: from the local broker to AWS; `in`: from AWS to the local broker. */
export interface BridgeTopic {
  readonly filter: string;
  readonly direction: "in" | "out" | "both";
}

/**
 * The topics given, in the directions that the user's group allows; or everything it allows.
 * @param given Topic filters; none for everything
 * @throws {ConfigurationError} if the user may do nothing with one of them
 */
export function bridgeTopics(asker: Asker, given: readonly string[]): BridgeTopic[] {
  const filters = given.length > 0 ? given : everything(asker);
  return [...new Set(filters)].map((filter) => ({ filter, direction: directionOf(asker, filter) }));
}

function everything(asker: Asker): string[] {
  return [...rulesOf(asker, "publish"), ...rulesOf(asker, "subscribe")].map(({ filled }) => filled);
}

function directionOf(asker: Asker, filter: string): BridgeTopic["direction"] {
  if (/\s/.test(filter)) {
    const remedy = "Bridge a wider filter, with a wildcard for that level.";
    throw new ConfigurationError([
      { path: "--topic", must: "hold no spaces, which mosquitto.conf cannot express", got: filter, remedy },
    ]);
  }
  // A rule ending in # covers a filter as it does topics, since the filter's own wildcards are ordinary characters in a policy.
  const out = userAccess(asker, "publish", filter).allowed;
  const into = userAccess(asker, "subscribe", filter).allowed;
  if (out && into) return "both";
  if (out || into) return out ? "out" : "in";
  throw new ConfigurationError([
    {
      path: "--topic",
      must: `be something that ${asker.groupName} may publish or subscribe to`,
      got: filter,
      remedy: `Allowed: ${everything(asker)
        .map((allowed) => JSON.stringify(allowed))
        .join(", ")}.`,
    },
  ]);
}
