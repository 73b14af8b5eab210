import { fillPlaceholders } from "../../config/groups";
import type { GroupSettings } from "../../config/schema";
import { keyFiles, type PasteForms } from "../../identity/tokens";
import { type User, userState } from "../../identity/users";
import type { SigningKey } from "./choose-key";

const HEADINGS: Readonly<Record<keyof PasteForms, string>> = {
  mqttUserName: "MQTT user name; no password (port 443, ALPN mqtt)",
  webSocketUrl: "MQTT over WebSocket",
  curl: "HTTPS",
  testInvoke: "AWS CLI",
};

/** The forms of a token, each on a line of its own under a heading. */
export function formsText(forms: PasteForms): string {
  const names = Object.keys(HEADINGS) as (keyof PasteForms)[];
  return names
    .flatMap((name) => (forms[name] === undefined ? [] : [`# ${HEADINGS[name]}\n${forms[name]}`]))
    .join("\n\n");
}

/**
 * What the owner of a new token should know besides its end.
 * @param exp Seconds since 1970-01-01 UTC
 */
export function issueNotes(
  user: User,
  exp: number,
  now: Date,
  key: Pick<SigningKey, "name" | "readableByOthers">,
): string[] {
  const state = userState(user, now);
  const { privateFile } = keyFiles(key.name);
  const ends = user.expiresAt;
  return [
    ...(state === "active" ? [] : [`warning: ${user.name} is ${state}; the token is refused as long as that is so.`]),
    ...(state === "active" && ends !== undefined && Date.parse(ends) < exp * 1000
      ? [`warning: ${user.name} expires before the token, at ${ends}.`]
      : []),
    ...(key.readableByOthers
      ? [`warning: others on this machine may read ${privateFile}: chmod 600 ${privateFile}`]
      : []),
  ];
}

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
