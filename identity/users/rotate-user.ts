import { ConfigurationError, Described } from "../../config/problem";
import { iotAuth } from "../../config/text";
import type { User } from "./users-schema";

/** A rotation: the new secret of a user, and its times. */
export interface Rotation {
  /** PHC string. */
  readonly secret: string;
  /** Time of the rotation. */
  readonly at: Date;
  /** When the older secret expires: ISO 8601 in UTC. @default - it is valid until the rotation is finished */
  readonly retireFirstAt?: string | undefined;
}

/**
 * Adds a second secret. Both are valid until the rotation is finished, so a device can switch to the new one without an
 * outage.
 * @throws {ConfigurationError} if the user has two valid secrets already
 */
export function beginRotation(user: User, { secret, at, retireFirstAt }: Rotation): User {
  const { retireFirstAt: _, ...rest } = firstSecretEnded(user, at) ? finishRotation(user) : user;
  if (rest.secrets.length > 1) {
    throw new ConfigurationError([
      {
        path: user.name,
        must: "have one secret to begin a rotation",
        got: new Described("two"),
        remedy: `Retire the first one: ${iotAuth("users", "rotate", user.name, "--finish")}`,
      },
    ]);
  }
  const secrets = [...rest.secrets, secret];
  return {
    ...rest,
    secrets,
    rotatedAt: at.toISOString().replace(/\.\d+Z$/, "Z"),
    ...(retireFirstAt && secrets.length > 1 ? { retireFirstAt } : {}),
  };
}

/**
 * Removes the older of two secrets.
 * @throws {ConfigurationError} if there is only one
 */
export function finishRotation({ retireFirstAt: _, ...user }: User): User {
  if (user.secrets.length < 2) {
    throw new ConfigurationError([
      {
        path: user.name,
        must: "have two secrets to finish a rotation",
        got: new Described(user.secrets.length === 0 ? "none" : "one"),
        remedy: `Begin one: ${iotAuth("users", "rotate", user.name)}`,
      },
    ]);
  }
  return { ...user, secrets: user.secrets.slice(-1) };
}

/** Whether the first of a user's two secrets has expired. */
export function firstSecretEnded({ secrets, retireFirstAt }: User, now: Date): boolean {
  return secrets.length > 1 && retireFirstAt !== undefined && Date.parse(retireFirstAt) <= now.getTime();
}
