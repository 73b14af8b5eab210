import { fillPlaceholders } from "../../config/groups";
import type { GroupSettings } from "../../config/schema";

/**
 * A client id that a user's group allows: the first rule's. Where the rule says only how the client id begins, `suffix` is added.
 * @example clientIdFor({ clientIds: ["gateway-*"] }, "g1", "bridge") // "gateway-bridge"
 */
export function clientIdFor(
  { clientIds: [rule = ""] }: Pick<GroupSettings, "clientIds">,
  username: string,
  suffix: string,
): string {
  return fillPlaceholders(rule.replace(/\*$/, suffix), { username, clientId: username });
}
