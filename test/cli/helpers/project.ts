import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { User } from "../../../identity/users/users-schema";

/** The repository's folder. */
export const REPOSITORY = join(__dirname, "..", "..", "..");

const CONFIG = `export default defineConfig({
  name: "fleet",
  region: "eu-west-1",
  groups: { sensors: device(), printers: cloudPrnt.printer() },
});`;

/** A temporary project. */
export interface TestProject {
  readonly folder: string;
  /** Writes a file into the project. @returns its path */
  readonly write: (name: string, content: string) => string;
  readonly read: (name: string) => string;
  readonly users: () => User[];
  readonly remove: () => void;
}

/**
 * Makes a project in a temporary folder.
 * @param config Text of the configuration file, after its imports
 */
export function testProject({ config = CONFIG, users = [] }: { config?: string; users?: User[] } = {}): TestProject {
  const folder = mkdtempSync(join(tmpdir(), "iot-auth-cli-"));
  const write = (name: string, content: string) => {
    writeFileSync(join(folder, name), content);
    return join(folder, name);
  };
  const read = (name: string) => readFileSync(join(folder, name), "utf8");
  const imports = `import { cloudPrnt, defineConfig, device, mqtt5Sample, withoutAlpn } from ${JSON.stringify(join(REPOSITORY, "config"))};`;
  write("iot-auth.config.ts", `${imports}\n${config}\n`);
  if (users.length > 0) write("users.json", `${JSON.stringify({ users }, null, 2)}\n`);
  return {
    folder,
    write,
    read,
    users: () => JSON.parse(read("users.json")).users,
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

/** A stored secret that is the hash of no known text. */
export const STORED = `$sha256$${"A".repeat(22)}$${"B".repeat(43)}`;
/** Another stored secret that is the hash of no known text. */
export const STORED_TOO = `$scrypt$ln=15,r=8,p=1$${"C".repeat(22)}$${"D".repeat(43)}`;

/** Returns a user. @param fields Fields that differ from those of `meter-1` */
export function aUser(fields: Partial<User> = {}): User {
  return { name: "meter-1", group: "sensors", secrets: [STORED], ...fields };
}
