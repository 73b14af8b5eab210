import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { User } from "../../../identity/users/users-schema";
import { type KeyPair, keyPair } from "../../identity/tokens/key-pair";
import { aUser, type TestProject, testProject } from "../helpers/project";

/** A project with signing on. */
export interface SigningProject extends TestProject {
  /** A key that the configuration names by its path; both halves are in the folder `keys`. */
  readonly first: KeyPair;
  /** A key that the configuration has as PEM text; its private half is not in the project. */
  readonly second: KeyPair;
}

const [first, second] = [keyPair(), keyPair()];

/** Makes a project with two keys, and users with and without secrets. */
export function signingProject({ users = USERS, more = "" }: { users?: User[]; more?: string } = {}): SigningProject {
  const config = `export default defineConfig({
    name: "fleet",
    region: "eu-west-1",
    authorizer: { signing: { tokenKeyName: "token", publicKeys: {
      "key-1": "keys/key-1.public.pem",
      "key-2": \`${second.publicKey.pem}\`,
    } } },
    groups: { sensors: device(), printers: cloudPrnt.printer(), mixed: { clientIds: ["{username}"], publish: ["x/{clientId}"] } },
    ${more}
  });`;
  const project = testProject({ config, users });
  mkdirSync(join(project.folder, "keys"));
  putKey(project, "key-1", first);
  return { ...project, first, second };
}

/** Writes both halves of a key into the project's folder `keys`. */
export function putKey({ folder }: TestProject, name: string, pair: KeyPair): void {
  writeFileSync(join(folder, `keys/${name}.private.pem`), pair.privatePem, { mode: 0o600 });
  writeFileSync(join(folder, `keys/${name}.public.pem`), pair.publicKey.pem);
}

const USERS = [
  aUser(),
  aUser({ name: "token-only", secrets: [] }),
  aUser({ name: "off", disabled: true }),
  aUser({ name: "short", expiresAt: "2027-01-05T00:00:00Z" }),
  aUser({ name: "mixed-1", group: "mixed" }),
];
