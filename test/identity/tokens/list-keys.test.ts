import { chmodSync, mkdirSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { listKeys, type StackKeys } from "../../../identity/tokens/list-keys";
import { trackedPrivateKeys } from "../../../identity/tokens/load-signing";
import { readPrivateKey } from "../../../identity/tokens/private-key";
import { keyPair } from "./key-pair";
import { git, newRepository } from "./repository";

const [first, second] = [keyPair(), keyPair()];
let folder: string;
beforeEach(() => {
  folder = newRepository("*.private.pem\n");
  mkdirSync(join(folder, "keys"));
});
afterEach(() => rmSync(folder, { recursive: true }));

function put(name: string, text: string): void {
  writeFileSync(join(folder, "keys", name), text, { mode: 0o600 });
  utimesSync(join(folder, "keys", name), 1_800_000_000, 1_800_000_000);
}

describe("listKeys", () => {
  it("lists keys with files, keys of the configuration, and keys with both", async () => {
    put("a.private.pem", first.privatePem);
    put("a.public.pem", first.publicKey.pem);
    put("c.public.pem", first.publicKey.pem);
    put("notes.txt", "");
    const stacks: StackKeys[] = [
      { stackName: "x-dev", keys: { a: first.publicKey, b: second.publicKey } },
      { stackName: "x-prod", keys: { a: first.publicKey } },
    ];
    expect(await listKeys(folder, stacks)).toEqual([
      {
        name: "a",
        bits: 2048,
        createdAt: "2027-01-15T08:00:00Z",
        configuredIn: ["x-dev", "x-prod"],
        privateKeyHere: true,
        warnings: [],
      },
      { name: "b", bits: 2048, configuredIn: ["x-dev"], privateKeyHere: false, warnings: [] },
      { name: "c", bits: 2048, configuredIn: [], privateKeyHere: false, warnings: [] },
    ]);
  });

  it("returns no keys if there is no folder and no configured key", async () => {
    rmSync(join(folder, "keys"), { recursive: true });
    expect(await listKeys(folder, [])).toEqual([]);
  });

  it("warns of a private key that git tracks, that other users may read, and that differs from the configured key", async () => {
    put("a.private.pem", first.privatePem);
    chmodSync(join(folder, "keys/a.private.pem"), 0o644);
    git(folder, "add", "--force", "keys/a.private.pem");
    const [view] = await listKeys(folder, [{ stackName: "x", keys: { a: second.publicKey } }]);
    expect(view?.warnings).toEqual([
      "git tracks keys/a.private.pem: anyone who can read the repository can log in as any user",
      "others on this machine may read keys/a.private.pem: chmod 600 keys/a.private.pem",
      "x has a different key under this name than keys/a.private.pem",
    ]);
    expect(await trackedPrivateKeys(folder)).toEqual([
      {
        path: "keys/a.private.pem",
        must: "not be tracked by git",
        got: "keys/a.private.pem",
        remedy: expect.stringContaining("git rm --cached keys/a.private.pem"),
      },
    ]);
  });
});

describe("readPrivateKey", () => {
  it("returns undefined if the file does not exist", async () => {
    expect(await readPrivateKey(folder, "a")).toBeUndefined();
  });

  it("reads a file that begins with a byte order mark", async () => {
    put("a.private.pem", `\uFEFF${first.privatePem}`);
    expect((await readPrivateKey(folder, "a"))?.publicHalf).toEqual(first.publicKey);
  });

  it.each([
    ["a public key", () => first.publicKey.pem],
    ["a truncated key", () => first.privatePem.slice(0, 400)],
    ["no text", () => ""],
  ])("refuses a file that holds %s, without quoting it", async (_, text) => {
    put("a.private.pem", text());
    const error = await readPrivateKey(folder, "a").catch((thrown: Error) => thrown);
    expect((error as Error).message).toBe(
      "`keys/a.private.pem` must hold an RSA private key in PEM form, got: nothing. " +
        "Restore the file, or make another key: npx iot-auth keys create NAME",
    );
  });
});
