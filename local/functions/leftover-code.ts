import { lstat, readdir, readFile, rm } from "node:fs/promises";
import { hostname } from "node:os";
import path from "node:path";

/** How the folders of unpacked functions begin. */
export const FOLDER_PREFIX = "iot-auth-function-";

/**
 * The `package.json` above an unpacked function. Node.js looks for one in all folders above the code, and a stranger's in the folder for
 * temporary files must not count; this one also says which process the folder belongs to.
 */
export function ownersPackageJson(): string {
  return JSON.stringify({ private: true, host: hostname(), pid: process.pid });
}

/**
 * Removes folders of unpacked functions whose process was killed before it could: they hold a whole deployment package, users and hashes
 * among it. Folders of running processes, of other users and of other computers are left alone, and so is what defies removal.
 * @param within folder that they are in
 */
export async function removeLeftoverCode(within: string): Promise<void> {
  const names = await readdir(within).catch(() => []);
  for (const name of names.filter((candidate) => candidate.startsWith(FOLDER_PREFIX))) {
    const folder = path.join(within, name);
    if (await isLeftOver(folder)) await rm(folder, { recursive: true, force: true }).catch(() => undefined);
  }
}

async function isLeftOver(folder: string): Promise<boolean> {
  try {
    const found = await lstat(folder);
    if (!found.isDirectory() || (process.getuid && found.uid !== process.getuid())) return false;
    const { host, pid } = JSON.parse(await readFile(path.join(folder, "package.json"), "utf8"));
    return host === hostname() && Number.isSafeInteger(pid) && pid > 0 && !isRunning(pid);
  } catch {
    // Not one of these folders, or one that is being made or removed at this moment.
    return false;
  }
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    // Somebody else's process may not be asked, so it is there.
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}
