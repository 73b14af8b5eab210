import { generateSecret, hashGeneratedSecret, type User } from "../../../identity/users";
import type { DemoRole, DemoStory } from "./demo-story";

/** A user of the demonstration and the secret it was given. Exists in the stand-in only, and only while that runs. */
export interface DemoUser extends DemoRole {
  readonly password: string;
  /** As it would stand in a users file. */
  readonly entry: User;
}

/** The two sides of a story, each with a secret made on the spot. */
export interface DemoUsers {
  readonly device: DemoUser;
  readonly server?: DemoUser;
}

export function makeDemoUsers({ device, server }: DemoStory): DemoUsers {
  return { device: withSecret(device), ...(server ? { server: withSecret(server) } : {}) };
}

function withSecret(role: DemoRole): DemoUser {
  const password = generateSecret();
  return { ...role, password, entry: { name: role.user, group: role.group, secrets: [hashGeneratedSecret(password)] } };
}
