import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { chmodSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, utimesSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { build } from "esbuild";
import { readUsersFile, updateUsersFile } from "../../../../identity/users/file/users-file";
import { generateSecret, hashGeneratedSecret } from "../../../../identity/users/secret";
import type { User } from "../../../../identity/users/users-schema";

const secrets = [hashGeneratedSecret(generateSecret())];
const add = (name: string) => (users: readonly User[]) => [...users, { name, group: "printers", secrets }];
const names = async (): Promise<string[]> => (await readUsersFile(file)).users.map(({ name }) => name).sort();

let folder: string;
let file: string;
/** Path of `users-file.ts` bundled as a CommonJS module, which child processes load without compiling it. */
let library: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "iot-auth-writers-"));
  library = join(folder, "users-file.cjs");
  const entry = resolve(__dirname, "../../../../identity/users/file/users-file.ts");
  // The UMD form of jsonc-parser requires modules in a way that esbuild does not see.
  const mainFields = ["module", "main"];
  await build({
    entryPoints: [entry],
    bundle: true,
    platform: "node",
    mainFields,
    outfile: library,
    logLevel: "silent",
  });
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));
beforeEach(() => {
  file = join(mkdtempSync(join(folder, "case-")), "users.json");
});

/** Runs a program in which `updateUsersFile`, `file` and `add` are defined. */
function writer(program: string, identity: { uid?: number; gid?: number } = {}): ChildProcess {
  const setup = `
    const { updateUsersFile } = require(${JSON.stringify(library)});
    const file = ${JSON.stringify(file)};
    const add = (name) => (users) => [...users, { name, group: "printers", secrets: ${JSON.stringify(secrets)} }];`;
  return spawn(process.execPath, ["-e", `${setup}\n${program}`], { stdio: ["ignore", "pipe", "inherit"], ...identity });
}

describe("concurrent writers of a users file", () => {
  it("lose no user: eight processes that add three users each add twenty-four", async () => {
    const children = Array.from({ length: 8 }, (_, i) =>
      writer(`(async () => { for (const n of [1, 2, 3]) await updateUsersFile(file, add("user-${i}-" + n)); })();`),
    );
    const codes = await Promise.all(children.map(async (child) => (await once(child, "close"))[0]));

    expect(codes).toEqual(Array(8).fill(0));
    expect(await names()).toEqual(children.flatMap((_, i) => [1, 2, 3].map((n) => `user-${i}-${n}`)));
    expect(readdirSync(join(file, ".."))).toEqual(["users.json"]);
  });

  it("never show a reader a part of a file", async () => {
    let writing = true;
    const writes = Promise.all(Array.from({ length: 10 }, (_, i) => updateUsersFile(file, add(`user-${i}`)))).finally(
      () => {
        writing = false;
      },
    );
    const seen: number[] = [];
    while (writing) seen.push((await readUsersFile(file)).users.length);
    await writes;

    expect(seen).toEqual([...seen].sort((a, b) => a - b));
    expect((await names()).length).toBe(10);
  });

  it("wait for each other, and fail with a message about the lock if it is not released", async () => {
    jest.useFakeTimers({ doNotFake: ["Date", "setImmediate", "nextTick", "queueMicrotask", "performance", "hrtime"] });
    try {
      let finish = (): void => undefined;
      let first = Promise.resolve();
      // Which of two that begin at once gets the lock is the file system's choice.
      await new Promise<void>((hasLock) => {
        first = updateUsersFile(file, async (users) => {
          await new Promise<void>((done) => {
            finish = done;
            hasLock();
          });
          return add("a")(users);
        });
      });
      let outcome: unknown;
      const second = updateUsersFile(file, add("b")).then(
        () => "written",
        (error: Error) => error.message,
      );
      void second.then((result) => {
        outcome = result;
      });
      while (outcome === undefined) {
        await jest.advanceTimersByTimeAsync(200);
        await new Promise(setImmediate);
      }
      expect(outcome).toBe(
        '`users.json` must not be in use by another writer, got: "users.json.lock". Wait for the other command to end; if none runs, delete the lock.',
      );
      finish();
      await first;
      expect(await names()).toEqual(["a"]);
    } finally {
      jest.useRealTimers();
    }
  });
});

describe("a writer of a users file that is killed", () => {
  it("leaves the old file, and a lock that expires", async () => {
    await updateUsersFile(file, add("a"));
    const before = readFileSync(file, "utf8");
    const child = writer(`
      updateUsersFile(file, () => new Promise(() => { console.log("changing"); setInterval(() => {}, 1000); }));`);
    if (child.stdout) await once(child.stdout, "data");
    child.kill("SIGKILL");
    await once(child, "close");

    expect(readFileSync(file, "utf8")).toBe(before);
    expect(await names()).toEqual(["a"]);

    expect(existsSync(`${file}.lock`)).toBe(true);
    const longAgo = new Date(Date.now() - 60_000);
    utimesSync(`${file}.lock`, longAgo, longAgo);
    await updateUsersFile(file, add("b"));
    expect(await names()).toEqual(["a", "b"]);
  });
});

describe("a users file without permission to write", () => {
  const nobody = process.getuid?.() === 0 ? { uid: 65534, gid: 65534 } : {};

  it.each([
    ["folder", (): string => join(file, ".."), 0o555],
    ["file", (): string => file, 0o444],
  ])("refuses the change without waiting and is not changed, if the %s is read-only", async (_, target, mode) => {
    await updateUsersFile(file, add("a"));
    const before = readFileSync(file, "utf8");
    chmodSync(folder, 0o755);
    chmodSync(join(file, ".."), 0o777);
    chmodSync(target(), mode);

    const child = writer(
      `const pauses = [];
      const real = setTimeout;
      // A writer pauses for at most 100 ms; proper-lockfile renews a lock after 5 s.
      globalThis.setTimeout = (...timer) => (timer[1] <= 100 && pauses.push(timer[1]), real(...timer));
      updateUsersFile(file, add("b")).catch(({ message }) => console.log(JSON.stringify({ message, pauses })));`,
      nobody,
    );
    const output = child.stdout?.toArray() ?? [];
    await once(child, "close");

    expect(JSON.parse(Buffer.concat(await output).toString())).toEqual({
      message:
        "`users.json` must be a file that can be written, got: \"EACCES\". Check the file's and its folder's permissions, and the space on the disk.",
      pauses: [],
    });
    expect(readFileSync(file, "utf8")).toBe(before);
    expect(readdirSync(join(file, ".."))).toEqual(["users.json"]);
    chmodSync(join(file, ".."), 0o755);
  });
});
