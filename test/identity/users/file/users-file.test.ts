import { execFileSync, spawnSync } from "node:child_process";
import {
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ConfigurationError } from "../../../../config/problem";
import { readUsersFile, updateUsersFile } from "../../../../identity/users/file/users-file";
import { generateSecret, hashGeneratedSecret } from "../../../../identity/users/secret";
import type { User } from "../../../../identity/users/users-schema";

const secrets = [hashGeneratedSecret(generateSecret())];
const user = (name: string): User => ({ name, group: "printers", secrets });
const add = (name: string) => (users: readonly User[]) => [...users, user(name)];

let folder: string;
let file: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "iot-auth-users-"));
  file = join(folder, "users.json");
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** Returns the message with which a change is refused. */
async function refusal(change: Promise<unknown>): Promise<string> {
  const error = await change.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(ConfigurationError);
  return (error as Error).message;
}

describe("reading a users file", () => {
  it("returns no users if there is no file, and does not create it", async () => {
    expect((await readUsersFile(file)).users).toEqual([]);
    expect(readdirSync(folder)).toEqual([]);
  });

  it("names the wrong file without its folder", async () => {
    writeFileSync(file, "{");
    expect(await refusal(readUsersFile(file))).toMatch(/^`users\.json line 1, column 2` must be valid JSON, got: /);
  });

  it("accepts UTF-16, and refuses Latin-1", async () => {
    writeFileSync(file, Buffer.from(`\uFEFF${JSON.stringify({ users: [user("a")] })}`, "utf16le"));
    expect((await readUsersFile(file)).users).toEqual([user("a")]);
    writeFileSync(file, Buffer.from('{"users":[{"note":"ü"}]}', "latin1"));
    expect(await refusal(readUsersFile(file))).toBe(
      "`users.json` must be UTF-8 text, got: other bytes. Save it as UTF-8, or restore it from git or a backup.",
    );
  });

  it("refuses to read or to write through a symbolic link that points at nothing", async () => {
    symlinkSync("gone.json", file);
    const message = `\`users.json\` must be a file, or a symbolic link to one that is there, got: ${JSON.stringify(join(folder, "gone.json"))}. Mount or restore what it points at, or remove the link to begin without users.`;
    expect(await refusal(readUsersFile(file))).toBe(message);
    expect(await refusal(updateUsersFile(file, add("a")))).toBe(message);
    expect(lstatSync(file).isSymbolicLink()).toBe(true);
    expect(readdirSync(folder)).toEqual(["users.json"]);
  });

  it("removes the temporary file of a writer that was killed", async () => {
    writeFileSync(file, '{"users":[]}');
    const { pid } = spawnSync(process.execPath, ["-e", ""]);
    writeFileSync(join(folder, `users.json.${pid}-0123456789ab.tmp`), "hashes");
    await readUsersFile(file);
    expect(readdirSync(folder)).toEqual(["users.json"]);
  });

  it("says why a file cannot be read", async () => {
    mkdirSync(file);
    expect(await refusal(readUsersFile(file))).toBe(
      "`users.json` must be a file that can be read, got: a folder. Put a file there: it is read more than once, and replaced when users change.",
    );
  });

  it("refuses a pipe without waiting for a writer", async () => {
    execFileSync("mkfifo", [file]);
    expect(await refusal(readUsersFile(file))).toContain("must be a file that can be read, got: a pipe.");
    expect(await refusal(updateUsersFile(file, add("a")))).toContain("must be a file that can be read, got: a pipe.");
  });
});

describe("changing a users file", () => {
  it("creates the file, indented and with its JSON Schema", async () => {
    await updateUsersFile(file, add("printer-7"));
    expect(readFileSync(file, "utf8")).toBe(
      `${JSON.stringify({ $schema: "./schemas/users.schema.json", users: [user("printer-7")] }, null, 2)}\n`,
    );
    expect(readdirSync(folder)).toEqual(["users.json"]);
  });

  it("keeps fields that it does not change, and adds no schema to an existing file", async () => {
    const before = { users: [{ ...user("a"), note: "spare", disabled: true }] };
    writeFileSync(file, JSON.stringify(before));
    await updateUsersFile(file, add("b"));
    expect(JSON.parse(readFileSync(file, "utf8"))).toEqual({ users: [...before.users, user("b")] });
  });

  it("waits for an asynchronous change", async () => {
    await updateUsersFile(file, async (users) => {
      await new Promise(setImmediate);
      return add("a")(users);
    });
    expect((await readUsersFile(file)).users).toEqual([user("a")]);
  });

  it("writes nothing if the change fails, and releases the lock", async () => {
    await updateUsersFile(file, add("a"));
    const before = readFileSync(file, "utf8");
    const failure = updateUsersFile(file, () => {
      throw new Error("changed my mind");
    });
    await expect(failure).rejects.toThrow("changed my mind");
    expect(readFileSync(file, "utf8")).toBe(before);
    await updateUsersFile(file, add("b"));
    expect((await readUsersFile(file)).users.map(({ name }) => name)).toEqual(["a", "b"]);
  });

  it("does not write users that it would refuse to read", async () => {
    await updateUsersFile(file, add("a"));
    const before = readFileSync(file, "utf8");
    expect(await refusal(updateUsersFile(file, add("a")))).toBe(
      '`users.json: users[1].name` must be different from every other user\'s, got: "a". users[0] has that name already; remove one of the two.',
    );
    expect(readFileSync(file, "utf8")).toBe(before);
    expect(readdirSync(folder)).toEqual(["users.json"]);
  });

  it("does not change a file that was wrong before", async () => {
    writeFileSync(file, '{"users":[{}]}');
    expect(await refusal(updateUsersFile(file, add("a")))).toContain("users[0].name");
    expect(readFileSync(file, "utf8")).toBe('{"users":[{}]}');
  });

  it("says why a file cannot be written", async () => {
    expect(await refusal(updateUsersFile(join(folder, "missing", "users.json"), add("a")))).toBe(
      "`users.json` must be a file that can be written, got: \"ENOENT\". Check the file's and its folder's permissions, and the space on the disk.",
    );
    writeFileSync(join(folder, "no-folder"), "");
    expect(await refusal(updateUsersFile(join(folder, "no-folder", "users.json"), add("a")))).toContain('"ENOTDIR"');
  });
});
