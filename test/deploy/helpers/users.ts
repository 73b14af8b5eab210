import { generateSecret, hashGeneratedSecret } from "../../../identity/users/secret";

/** A user made for a test, with a new secret. */
export interface TestUser {
  readonly name: string;
  readonly group: string;
  readonly secret: string;
  /** The user's entry in the users file. */
  readonly entry: { readonly name: string; readonly group: string; readonly secrets: string[] };
}

export function testUser(name: string, group: string): TestUser {
  const secret = generateSecret();
  return { name, group, secret, entry: { name, group, secrets: [hashGeneratedSecret(secret)] } };
}
