import { createWriteStream } from "node:fs";
import { lstat, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { hostname, tmpdir } from "node:os";
import path from "node:path";
import { pipeline } from "node:stream/promises";
import { type Entry, fromBuffer, type ZipFile } from "yauzl";

/** A function's unpacked code. */
export interface FunctionCode {
  /** Folder that Lambda would mount as `/var/task`. */
  readonly directory: string;
  /** Removes the folder. */
  close(): Promise<void>;
}

/**
 * Maximum size of unpacked code that Lambda accepts, bytes.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
 */
const MAX_UNPACKED_BYTES = 262_144_000;

const SYMBOLIC_LINK = 0o120000;
const FILE_TYPE = 0o170000;

/**
 * Unpacks a deployment package into a new temporary folder, and removes folders that killed processes have left behind.
 * Nothing is written outside of the new folder: absolute names, names with `..` and symbolic links are refused.
 *
 * @throws Error if the zip is damaged, unsafe, or larger than 262,144,000 bytes unpacked; the new folder is then
 * removed
 * @example
 * const code = await unpackFunction(zip);
 * await code.close();
 *
 * @param within folder in which the new folder is made; by default the system's folder for temporary files
 */
export async function unpackFunction(zip: Buffer, within = tmpdir()): Promise<FunctionCode> {
  await removeLeftoverCode(within);
  const parent = await mkdtemp(path.join(within, FOLDER_PREFIX));
  // Files that a handler left behind may be impossible to remove; that is no reason to fail.
  const close = () => rm(parent, { recursive: true, force: true, maxRetries: 3 }).catch(() => {});
  try {
    await writeFile(path.join(parent, "package.json"), ownersPackageJson());
    const directory = path.join(parent, "task");
    await mkdir(directory);
    await unpack(await open(zip), directory);
    return { directory, close };
  } catch (error) {
    await close();
    throw error;
  }
}

function open(zip: Buffer): Promise<ZipFile> {
  return new Promise((resolve, reject) => {
    // yauzl checks that names are relative, without ".." and without backslashes. It also checks sizes and checksums.
    fromBuffer(zip, { lazyEntries: true, strictFileNames: true }, (error, file) =>
      error ? reject(error) : resolve(file),
    );
  });
}

function unpack(file: ZipFile, directory: string): Promise<void> {
  return new Promise((resolve, reject) => {
    let bytes = 0;
    file.on("error", reject);
    file.on("end", resolve);
    file.on("entry", (entry: Entry) => {
      bytes += entry.uncompressedSize;
      if (bytes > MAX_UNPACKED_BYTES) {
        reject(new Error(`Unzipped size must be smaller than ${MAX_UNPACKED_BYTES} bytes`));
        return;
      }
      unpackEntry(file, entry, directory).then(() => file.readEntry(), reject);
    });
    file.readEntry();
  });
}

async function unpackEntry(file: ZipFile, entry: Entry, directory: string): Promise<void> {
  const target = path.join(directory, entry.fileName);
  const mode = entry.externalFileAttributes >>> 16;
  if ((mode & FILE_TYPE) === SYMBOLIC_LINK) {
    throw new Error(`symbolic link in the zip: ${entry.fileName}`);
  }
  if (entry.fileName.endsWith("/")) {
    await mkdir(target, { recursive: true });
    return;
  }
  await mkdir(path.dirname(target), { recursive: true });
  await pipeline(await readStream(file, entry), createWriteStream(target, { flags: "wx" }));
}

function readStream(file: ZipFile, entry: Entry): Promise<NodeJS.ReadableStream> {
  return new Promise((resolve, reject) => {
    file.openReadStream(entry, (error, stream) => (error ? reject(error) : resolve(stream)));
  });
}

/** Prefix of the names of the folders of unpacked functions. */
export const FOLDER_PREFIX = "iot-auth-function-";

/**
 * The `package.json` in the folder above an unpacked function. Node.js searches all folders above the code for a
 * `package.json`, and would otherwise use one that another program left in the folder for temporary files. It also
 * names the process that the folder belongs to.
 */
export function ownersPackageJson(): string {
  return JSON.stringify({ private: true, host: hostname(), pid: process.pid });
}

/**
 * Removes folders of unpacked functions whose process was killed before it removed them: they hold whole deployment
 * packages, with users and hashes. Folders of running processes, of other users and of other computers are kept, and so
 * are folders that cannot be removed.
 * @param within folder that contains them
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
    // Not the folder of a function, or another process is making or removing it right now.
    return false;
  }
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    // A process of another user may not be signalled, so it exists.
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}
