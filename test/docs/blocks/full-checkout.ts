import { cpSync, mkdtempSync, readdirSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { REPOSITORY } from "./markdown-blocks";

/** Files and folders of this checkout that are not copied. */
const NOT_CLONED = ["node_modules", "cdktf.out", ".iot-auth", ".git", "users.json"];

/**
 * Copies the project into a temporary folder, as it is after a clone and `npm ci`. Dependencies are linked.
 * @param without Further folders that are left out
 */
export function makeFullCheckout(without: readonly string[] = []): {
  readonly folder: string;
  readonly remove: () => void;
} {
  const folder = mkdtempSync(join(tmpdir(), "iot-auth-clone-"));
  for (const name of readdirSync(REPOSITORY).filter((entry) => ![...NOT_CLONED, ...without].includes(entry)))
    cpSync(join(REPOSITORY, name), join(folder, name), { recursive: true });
  symlinkSync(join(REPOSITORY, "node_modules"), join(folder, "node_modules"), "dir");
  return { folder, remove: () => rmSync(folder, { recursive: true, force: true }) };
}
