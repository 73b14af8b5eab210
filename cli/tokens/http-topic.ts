import { fillPlaceholders } from "../../config/groups";
import type { GroupSettings } from "../../config/schema";

/**
 * A topic that a user may publish to over HTTPS: of the first of the group's rules.
 * @returns `undefined` if the group may publish nothing there: HTTP has no client id, so the handler refuses groups with `{clientId}`
 * @example httpTopic({ clientIds: ["*"], publish: ["telemetry/{username}/#"], … }, "printer-7") // "telemetry/printer-7/hello"
 */
export function httpTopic(group: GroupSettings, username: string): string | undefined {
  const { clientIds, publish, subscribe, retain } = group;
  const [rule] = publish;
  const needsClientId = [clientIds, publish, subscribe, retain].flat().some((text) => text.includes("{clientId}"));
  if (rule === undefined || needsClientId) return undefined;
  return fillPlaceholders(rule.replace(/#$/, "hello"), { username, clientId: "" });
}
