import { createWriteStream } from "node:fs";
import { lstat, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { hostname, tmpdir } from "node:os";
import path from "node:path";
import { pipeline } from "node:stream/promises";
import { type Entry, fromBuffer, type ZipFile } from "yauzl";

/** A function's code, unpacked. */
export interface FunctionCode {
  /** Folder that Lambda would mount as `/var/task`. */
  readonly directory: string;
  /** Removes the folder. */
  close(): Promise<void>;
}

/**
 * Bytes of unpacked code Lambda accepts.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
 */
const MAX_UNPACKED_BYTES = 262_144_000;

const SYMBOLIC_LINK = 0o120000;
const FILE_TYPE = 0o170000;

/**
 * Unpacks a deployment package into a new temporary folder, and removes those that killed processes have left. Nothing is ever written outside of it: names that are absolute or climb
 * out with `..` are refused, and so are symbolic links.
 *
 * @throws Error if the zip is damaged, unsafe, or larger than 262,144,000 bytes unpacked; nothing is left behind
 * @example
 * const code = await unpackFunction(zip);
 * await code.close();
 *
 * @param within folder to make the new one in; the system's folder for temporary files by default
 */
export async function unpackFunction(zip: Buffer, within = tmpdir()): Promise<FunctionCode> {
  await removeLeftoverCode(within);
  const parent = await mkdtemp(path.join(within, FOLDER_PREFIX));
  // What a handler left behind may defy removal; that is no reason to fail.
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
    // Names are checked by yauzl: relative, without "..", without backslashes. So are sizes and checksums.
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
