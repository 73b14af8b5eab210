import { ConfigurationError, Described } from "../config/problem";
import type { User } from "./users-schema";

/**
 * Adds a second secret: both work until the rotation is finished, so a device can be moved without an outage. A user who had none, and
 * could log in with tokens only, gets a first one.
 * @param secret PHC string
 * @param rotatedAt ISO 8601 in UTC
 * @throws {ConfigurationError} if the user has two secrets already
 */
export function beginRotation(user: User, secret: string, rotatedAt: string): User {
  if (user.secrets.length > 1) {
    throw new ConfigurationError([
      {
        path: user.name,
        must: "have one secret to begin a rotation",
        got: new Described("two"),
        remedy: `Retire the first one: iot-auth users rotate ${user.name} --finish`,
      },
    ]);
  }
  return { ...user, secrets: [...user.secrets, secret], rotatedAt };
}

/**
 * Removes the older of two secrets.
 * @throws {ConfigurationError} if there is only one
 */
export function finishRotation(user: User): User {
  if (user.secrets.length < 2) {
    throw new ConfigurationError([
      {
        path: user.name,
        must: "have two secrets to finish a rotation",
        got: new Described(user.secrets.length === 0 ? "none" : "one"),
        remedy: `Begin one: iot-auth users rotate ${user.name}`,
      },
    ]);
  }
  return { ...user, secrets: user.secrets.slice(-1) };
}
