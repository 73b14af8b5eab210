import { checkClientIdRule, checkPublishRule, checkSubscribeRule } from "../../config/groups";
import { type AccessAction, type Asker, RULE_LIST } from "./user-access";

/** The client that a rule is suggested for. */
type RuleAsker = Pick<Asker, "username" | "clientId" | "groupName">;

/** A change of the configuration that would allow an action, or why no rule can. */
export type Suggestion =
  | { readonly possible: true /** `groups.sensors.publish`. */; readonly path: string; readonly add: string }
  | { readonly possible: false; readonly because: string };

const CHECKS = {
  connect: checkClientIdRule,
  publish: checkPublishRule,
  subscribe: checkSubscribeRule,
  receive: checkSubscribeRule,
} as const;

/**
 * The narrowest rule that would allow an action to every user of the group: a topic level that is the user's name or
 * the client id becomes a placeholder.
 * @example suggestRule(asker, "publish", "alerts/meter-1") // { path: "groups.sensors.publish", add: "alerts/{username}" }
 */
export function suggestRule(asker: RuleAsker, action: AccessAction, subject: string): Suggestion {
  const add =
    action === "connect"
      ? generalizeClientId(subject, asker)
      : subject
          .split("/")
          .map((level) => generalize(level, asker))
          .join("/");
  const finding = CHECKS[action](add);
  return finding
    ? { possible: false, because: `A rule must ${finding.must}. ${finding.remedy}` }
    : { possible: true, path: `groups.${asker.groupName}.${RULE_LIST[action]}`, add };
}

/**
 * The change as a sentence.
 * @example suggestionText(suggestion) // 'To allow it, add "alerts/{username}" to groups.sensors.publish.'
 */
export function suggestionText(suggestion: Suggestion): string {
  return suggestion.possible
    ? `To allow it, add ${JSON.stringify(suggestion.add)} to ${suggestion.path}.`
    : `No rule can allow it. ${suggestion.because}`;
}

function generalize(level: string, { username, clientId }: RuleAsker): string {
  if (level === username) return "{username}";
  return level === clientId ? "{clientId}" : level;
}

/** `{clientId}` would allow every client id, so only the user's own name is generalized. */
function generalizeClientId(clientId: string, { username }: RuleAsker): string {
  const rest = clientId.slice(username.length);
  return clientId.startsWith(username) && /^([._:@-]|$)/.test(rest) ? `{username}${rest}` : clientId;
}
