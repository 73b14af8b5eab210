import { createPublicKey } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createKey } from "../../../identity/tokens/create-key";
import { newFolder, newRepository } from "./repository";

let folder: string;
beforeEach(() => {
  folder = newFolder();
});
afterEach(() => rmSync(folder, { recursive: true }));

const modeOf = (path: string): number => statSync(join(folder, path)).mode & 0o777;

describe("createKey", () => {
  it("writes both keys, the private key readable by its owner only", async () => {
    const key = await createKey(folder, "key-1", 2048);

    expect(key).toMatchObject({
      bits: 2048,
      privateFile: "keys/key-1.private.pem",
      publicFile: "keys/key-1.public.pem",
    });
    expect(modeOf("keys")).toBe(0o700);
    expect(modeOf(key.privateFile)).toBe(0o600);
    const privatePem = readFileSync(join(folder, key.privateFile), "utf8");
    expect(privatePem).toMatch(/^-----BEGIN PRIVATE[ ]KEY-----\n/);
    const publicPem = readFileSync(join(folder, key.publicFile), "utf8");
    expect(publicPem).toBe(key.pem);
    expect(createPublicKey(privatePem).export({ type: "spki", format: "pem" })).toBe(publicPem);
  });

  it("removes other users' access to an existing folder", async () => {
    mkdirSync(join(folder, "keys"), { mode: 0o755 });
    await createKey(folder, "key-1", 2048);
    expect(modeOf("keys")).toBe(0o700);
  });

  it.each(["private", "public"])("does not overwrite an existing %s key's file", async (half) => {
    mkdirSync(join(folder, "keys"));
    writeFileSync(join(folder, `keys/key-1.${half}.pem`), "precious");
    await expect(createKey(folder, "key-1", 2048)).rejects.toThrow(
      `\`NAME\` must be the name of a new key, got: "keys/key-1.${half}.pem". Choose another name`,
    );
    expect(readdirSync(join(folder, "keys"))).toEqual([`key-1.${half}.pem`]);
    expect(readFileSync(join(folder, `keys/key-1.${half}.pem`), "utf8")).toBe("precious");
  });

  it.each(["", "-x", "a/b", "..", "a.b", "a:b", "a b", "x".repeat(65)])("refuses the name %j", async (name) => {
    await expect(createKey(folder, name, 2048)).rejects.toThrow("`NAME` must be 1 to 64 of A-Z a-z 0-9 _ -");
    expect(existsSync(join(folder, "keys"))).toBe(false);
  });

  it.each([2047, 4097, 2048.5, Number.NaN])("refuses a key of %d bits", async (bits) => {
    await expect(createKey(folder, "key-1", bits)).rejects.toThrow("`--bits` must be a whole number from 2048 to 4096");
  });

  it("refuses to write a private key that git would track", async () => {
    rmSync(folder, { recursive: true });
    folder = newRepository("*.pub\n");
    await expect(createKey(folder, "key-1", 2048)).rejects.toThrow(
      '`keys/key-1.private.pem` must be a file that git ignores, got: "keys/key-1.private.pem, untracked". ' +
        "Write this line into .gitignore: *.private.pem",
    );
    expect(existsSync(join(folder, "keys"))).toBe(false);

    writeFileSync(join(folder, ".gitignore"), "*.private.pem\n");
    await expect(createKey(folder, "key-1", 2048)).resolves.toMatchObject({ bits: 2048 });
  });

  it("leaves no file behind if the folder cannot be written", async () => {
    writeFileSync(join(folder, "keys"), "a file where the folder should be");
    await expect(createKey(folder, "key-1", 2048)).rejects.toThrow("`keys` must be a folder that can be written");
    expect(readdirSync(folder)).toEqual(["keys"]);
  });
});
