import archiver from "archiver";

/** The date of every file in a package: a fixed one, and the earliest that zip supports. */
const DATE = new Date(Date.UTC(1980, 0, 1));
/** rw-r--r-- for every file, independent of the umask. */
const MODE = 0o644;

/**
 * Zips files so that the same names and bytes give the same zip, on any machine, in any time zone, at any time. Files
 * are stored and not compressed, since the compressed form differs between versions of Node.js and between processors;
 * Lambda accepts 50 MB.
 * @param files Content by name
 * @example await zip({ "index.js": Buffer.from("exports.handler = async () => ({})") })
 */
export async function zip(files: Readonly<Record<string, Buffer>>): Promise<Buffer> {
  const archive = archiver("zip", { store: true });
  const chunks: Buffer[] = [];
  const done = new Promise<void>((resolve, reject) => {
    archive.on("data", (chunk: Buffer) => chunks.push(chunk));
    archive.on("end", resolve);
    archive.on("error", reject);
    archive.on("warning", reject);
  });
  for (const name of Object.keys(files).sort()) {
    archive.append(files[name] ?? Buffer.alloc(0), { name, date: DATE, mode: MODE });
  }
  await archive.finalize();
  await done;
  return Buffer.concat(chunks);
}
