import { execFileSync } from "node:child_process";
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** A new folder outside any repository. */
export function newFolder(): string {
  return mkdtempSync(join(tmpdir(), "iot-auth-tokens-"));
}

/** A new folder that is a git repository. */
export function newRepository(gitignore: string): string {
  const folder = newFolder();
  git(folder, "init", "--quiet");
  writeFileSync(join(folder, ".gitignore"), gitignore);
  return folder;
}

/** Runs git. */
export function git(folder: string, ...args: string[]): void {
  execFileSync("git", ["-C", folder, ...args]);
}
