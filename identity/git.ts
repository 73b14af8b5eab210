import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { ConfigurationError } from "../config/problem";

/**
 * State of a file in git: `tracked`; `untracked`, so that `git add` would add it; `ignored`; `outside` of any
 * repository; or `unknown`, if there is a repository but git failed or is not installed.
 */
export type GitState = "tracked" | "untracked" | "ignored" | "outside" | "unknown";

/**
 * Returns the state of a file in git. The file need not exist.
 * @param folder A folder that exists
 * @param file Path relative to the folder
 */
export async function gitState(folder: string, file: string): Promise<GitState> {
  const listed = await git(folder, ["ls-files", "-z", "--", file]);
  if (listed.code !== 0) return inRepository(folder) ? "unknown" : "outside";
  if (listed.stdout !== "") return "tracked";
  // Exit code 1 means "not ignored"; a higher one, that git failed.
  const ignored = await git(folder, ["check-ignore", "--quiet", "--", file]);
  if (ignored.code === 0) return "ignored";
  return ignored.code === 1 ? "untracked" : "unknown";
}

/**
 * Refuses to write a secret to a file that git does not ignore.
 * @param line Line for `.gitignore` that covers the file, for the message
 * @throws {ConfigurationError} unless git ignores the file or the folder is in no repository
 */
export async function refuseUnlessIgnored(folder: string, file: string, line: string): Promise<void> {
  const state = await gitState(folder, file);
  if (state === "ignored" || state === "outside") return;
  const must = "be a file that git ignores";
  const got = state === "unknown" ? "unknown, because git failed" : `${file}, ${state}`;
  const remedy =
    state === "unknown"
      ? "The folder is in a repository: run git status to see the error."
      : `Write this line into .gitignore: ${line}`;
  throw new ConfigurationError([{ path: file, must, got, remedy }]);
}

/**
 * Returns the files that git tracks and that match a pattern.
 * @returns no files if there is no repository or git cannot be started
 */
export async function trackedFiles(folder: string, pattern: string): Promise<readonly string[]> {
  const { code, stdout } = await git(folder, ["ls-files", "-z", "--", pattern]);
  return code === 0 ? stdout.split("\0").filter((file) => file !== "") : [];
}

function inRepository(folder: string): boolean {
  const parent = dirname(folder);
  return existsSync(join(folder, ".git")) || (parent !== folder && inRepository(parent));
}

/** Runs git. `code` is undefined if git could not be started. */
function git(folder: string, args: readonly string[]): Promise<{ code: number | undefined; stdout: string }> {
  return new Promise((resolve) => {
    execFile("git", ["-C", folder, ...args], { windowsHide: true }, (error, stdout) => {
      const code = error === null ? 0 : error.code;
      resolve({ code: typeof code === "number" ? code : undefined, stdout });
    });
  });
}
