import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { unpackFunction } from "../../../local/functions/function-code";
import { makeZip } from "./make-zip";

const SYMBOLIC_LINK = 0o120777;

let within: string;

beforeEach(() => {
  within = mkdtempSync(path.join(tmpdir(), "iot-auth-test-"));
});
afterEach(() => rmSync(within, { recursive: true }));

/** Returns the position of the zip's central directory, its list of files. */
const directoryEntry = (zip: Buffer) => zip.indexOf(Buffer.from([0x50, 0x4b, 1, 2]));

/** Returns a zip with a file name that zip libraries do not write; the name is replaced byte for byte. */
async function zipNamed(name: string): Promise<Buffer> {
  const placeholder = "n".repeat(name.length);
  const zip = await makeZip({ [placeholder]: "code" });
  return Buffer.from(zip.toString("latin1").replaceAll(placeholder, name), "latin1");
}

test("A zip is unpacked with its folders, and its folder is removed on close", async () => {
  const code = await unpackFunction(
    await makeZip({ "index.js": "one", "data/deep/users.jsonl": Buffer.from([0, 255]) }),
  );

  expect(readFileSync(path.join(code.directory, "index.js"), "utf8")).toBe("one");
  expect(readFileSync(path.join(code.directory, "data/deep/users.jsonl"))).toEqual(Buffer.from([0, 255]));
  await code.close();
  expect(readdirSync(within)).toEqual([]);
});

test.each([
  ["climbs out of its folder", "../../evil.js", "invalid relative path: ../../evil.js"],
  ["is absolute", "/evil.js", "absolute path: /evil.js"],
  ["has a Windows drive", "C:/evil.js", "absolute path: C:/evil.js"],
  ["has backslashes", "..\\evil.js", "invalid characters in fileName: ..\\evil.js"],
])("A zip with a name that %s is refused, and nothing is left behind", async (_name, name, message) => {
  await expect(unpackFunction(await zipNamed(name), within)).rejects.toThrow(message);
  expect(readdirSync(within)).toEqual([]);
});

test("A zip with a symbolic link is refused", async () => {
  const zip = await makeZip({ link: "/etc/passwd" });
  zip.writeUInt32LE((SYMBOLIC_LINK << 16) >>> 0, directoryEntry(zip) + 38);

  await expect(unpackFunction(zip, within)).rejects.toThrow("symbolic link in the zip: link");
});

test("A zip that claims to unpack to more than Lambda accepts is refused before anything is unpacked", async () => {
  const zip = await makeZip({ "a.txt": "aaaa" });
  zip.writeUInt32LE(262_144_001, directoryEntry(zip) + 24);

  await expect(unpackFunction(zip, within)).rejects.toThrow("Unzipped size must be smaller than 262144000 bytes");
});

test("A zip that holds a file twice is refused", async () => {
  const zip = await makeZip({ "aa.js": "one", "bb.js": "two" });

  const twice = Buffer.from(zip.toString("latin1").replaceAll("bb.js", "aa.js"), "latin1");

  await expect(unpackFunction(twice, within)).rejects.toThrow("EEXIST");
});

test.each([
  ["no zip", Buffer.from("this is text")],
  ["empty", Buffer.alloc(0)],
])("What is %s is refused", async (_name, zip) => {
  await expect(unpackFunction(zip, within)).rejects.toThrow(/central directory/i);
  expect(readdirSync(within)).toEqual([]);
});
