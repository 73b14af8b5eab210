import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { ConfigurationError } from "../config/problem";

/**
 * What git makes of a file: it keeps it (`tracked`), would keep it with the next `git add` (`untracked`), leaves it alone (`ignored`),
 * or knows nothing of the folder (`outside`). `unknown`: there is a repository, and git cannot be asked about it.
 */
export type GitState = "tracked" | "untracked" | "ignored" | "outside" | "unknown";

/**
 * Asks git about a file, which need not exist.
 * @param folder A folder that exists
 * @param file Path from there
 */
export async function gitState(folder: string, file: string): Promise<GitState> {
  const listed = await git(folder, ["ls-files", "-z", "--", file]);
  if (listed.code !== 0) return inRepository(folder) ? "unknown" : "outside";
  if (listed.stdout !== "") return "tracked";
  // Exit code 1 means "not ignored"; anything above, that it could not find out.
  const ignored = await git(folder, ["check-ignore", "--quiet", "--", file]);
  if (ignored.code === 0) return "ignored";
  return ignored.code === 1 ? "untracked" : "unknown";
}

/**
 * Refuses to make a file with a secret that git would keep, or that it might.
 * @param line of `.gitignore` that covers the file
 * @throws {ConfigurationError} unless git ignores it, or knows nothing of the folder
 */
export async function refuseUnlessIgnored(folder: string, file: string, line: string): Promise<void> {
  const state = await gitState(folder, file);
  if (state === "ignored" || state === "outside") return;
  const must = "be a file that git ignores";
  const got = state === "unknown" ? "git could not be asked" : `${file}, ${state}`;
  const remedy =
    state === "unknown"
      ? "There is a repository here: see what git status says."
      : `Write this line into .gitignore: ${line}`;
  throw new ConfigurationError([{ path: file, must, got, remedy }]);
}

/**
 * The files that git tracks and that match a pattern.
 * @returns none where there is no repository, or no git
 */
export async function trackedFiles(folder: string, pattern: string): Promise<readonly string[]> {
  const { code, stdout } = await git(folder, ["ls-files", "-z", "--", pattern]);
  return code === 0 ? stdout.split("\0").filter((file) => file !== "") : [];
}

function inRepository(folder: string): boolean {
  const parent = dirname(folder);
  return existsSync(join(folder, ".git")) || (parent !== folder && inRepository(parent));
}

/** `code` is undefined where git could not be started. */
function git(folder: string, args: readonly string[]): Promise<{ code: number | undefined; stdout: string }> {
  return new Promise((resolve) => {
    execFile("git", ["-C", folder, ...args], { windowsHide: true }, (error, stdout) => {
      const code = error === null ? 0 : error.code;
      resolve({ code: typeof code === "number" ? code : undefined, stdout });
    });
  });
}
