import type { DecisionEvent, LocalEvent } from "../../../local";
import { suggestionText, suggestRule } from "../../access/suggest-rule";
import type { AccessAction } from "../../access/user-access";

/** An event; for a refusal by a policy, with the change of the configuration that would allow the action. */
export type SuggestingEvent = LocalEvent & {
  /** A sentence: `To allow it, add "alerts/{username}" to groups.sensors.publish.` */
  readonly suggestion?: string;
};

const ACTIONS: Readonly<Partial<Record<DecisionEvent["action"], AccessAction>>> = {
  "iot:Connect": "connect",
  "iot:Publish": "publish",
  "iot:Subscribe": "subscribe",
  "iot:Receive": "receive",
};

/**
 * Adds to a refusal by a policy which setting would allow it, as `iot-auth explain` does. A refused login and a refused Will already give their
 * reason.
 * @param groupOf Returns the group of a user; `undefined` if it is not known
 * @param groupOfThing Returns the group of a device with a certificate, whose client id is the thing's name @default - no group is known
 * @example
 * withSuggestion(refusal, (user) => groups.get(user)).suggestion; // 'To allow it, add "alerts/{username}" to groups.sensors.publish.'
 */
export function withSuggestion(
  event: LocalEvent,
  groupOf: (user: string) => string | undefined,
  groupOfThing: (thing: string) => string | undefined = () => undefined,
): SuggestingEvent {
  if (event.event !== "decision" || event.allowed) return event;
  const { user, clientId = "", action, resource, reason } = event;
  const groupName = user === undefined ? groupOfThing(clientId) : groupOf(user);
  if (groupName === undefined) return event;
  if (action === "iot:Publish" && reason.startsWith("no statement allows iot:RetainPublish ")) {
    const { publish, retain } = { publish: `groups.${groupName}.publish`, retain: `groups.${groupName}.retain` };
    return { ...event, suggestion: `To let it retain messages there, add the rule of ${publish} to ${retain}, too.` };
  }
  const asked = ACTIONS[action];
  if (asked === undefined || !reason.startsWith(`no statement allows ${action} `)) return event;
  const text = suggestionText(suggestRule({ username: user ?? clientId, clientId, groupName }, asked, resource));
  return { ...event, suggestion: user === undefined ? text.replaceAll("{username}", "{thingName}") : text };
}
