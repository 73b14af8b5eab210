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

/** Formats the forms of a token, each on one line under a heading. */
export function formsText(forms: PasteForms): string {
  const names = Object.keys(HEADINGS) as (keyof PasteForms)[];
  return names
    .flatMap((name) => (forms[name] === undefined ? [] : [`# ${HEADINGS[name]}\n${forms[name]}`]))
    .join("\n\n");
}

/**
 * Returns warnings about a new token: the user cannot log in, the user expires first, or others can read the private key.
 * @param exp Expiry of the token, in seconds since 1970-01-01 UTC
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
 * Returns a topic that a user may publish to over HTTPS, from the first rule of the group.
 * @returns `undefined` if the group may not publish over HTTPS: HTTP has no client id, so the handler refuses groups with `{clientId}`
 * @example httpTopic({ clientIds: ["*"], publish: ["telemetry/{username}/#"], … }, "printer-7") // "telemetry/printer-7/hello"
 */
export function httpTopic(group: GroupSettings, username: string): string | undefined {
  const { clientIds, publish, subscribe, retain } = group;
  const [rule] = publish;
  const needsClientId = [clientIds, publish, subscribe, retain].flat().some((text) => text.includes("{clientId}"));
  if (rule === undefined || needsClientId) return undefined;
  return fillPlaceholders(rule.replace(/#$/, "hello"), { username, clientId: "" });
}
