import { Writable } from "node:stream";
import { finished } from "node:stream/promises";
import archiver from "archiver";

/** Returns a deployment package with these files. */
export async function makeZip(files: Readonly<Record<string, string | Buffer>>): Promise<Buffer> {
  const chunks: Buffer[] = [];
  const target = new Writable({
    write(chunk, _encoding, done) {
      chunks.push(chunk);
      done();
    },
  });
  const archive = archiver("zip");
  archive.pipe(target);
  for (const [name, content] of Object.entries(files)) {
    archive.append(content, { name });
  }
  await archive.finalize();
  await finished(target);
  return Buffer.concat(chunks);
}
