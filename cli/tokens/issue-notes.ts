import { keyFiles } from "../../identity/tokens";
import { type User, userState } from "../../identity/users";
import type { SigningKey } from "./choose-key";

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
