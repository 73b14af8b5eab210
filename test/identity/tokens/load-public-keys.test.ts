import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describeProblem } from "../../../config/problem";
import { loadPublicKeys, readPublicKey } from "../../../identity/tokens/load-public-keys";
import { keyPair } from "./key-pair";

const [first, second] = [keyPair(), keyPair()];
let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "iot-auth-keys-"));
  writeFileSync(join(folder, "first.pem"), first.publicKey.pem);
  writeFileSync(join(folder, "private.pem"), first.privatePem);
});
afterAll(() => rmSync(folder, { recursive: true }));

const messages = async (keys: Record<string, string>) =>
  (await loadPublicKeys(keys, folder)).problems.map(describeProblem);

describe("loadPublicKeys", () => {
  it("accepts PEM texts, and paths relative to the configuration's folder", async () => {
    expect(await loadPublicKeys({ a: "first.pem", b: second.publicKey.pem }, folder)).toEqual({
      keys: { a: first.publicKey, b: second.publicKey },
      problems: [],
    });
  });

  it.each([
    [
      "with a byte order mark and Windows line ends",
      (pem: string) => Buffer.from(`\uFEFF${pem.replaceAll("\n", "\r\n")}`),
    ],
    ["in UTF-16, as Windows PowerShell redirects it", (pem: string) => Buffer.from(`\uFEFF${pem}`, "utf16le")],
  ])("accepts a file %s", async (_, encode) => {
    writeFileSync(join(folder, "windows.pem"), encode(second.publicKey.pem));
    expect(await loadPublicKeys({ a: "windows.pem" }, folder)).toEqual({ keys: { a: second.publicKey }, problems: [] });
  });

  it("says that a binary file holds no key", async () => {
    writeFileSync(join(folder, "key.pem"), Buffer.from([0x30, 0x82, 0x01, 0xff]));
    expect((await messages({ a: "key.pem" }))[0]).toContain(
      "must be a public key in PEM form, from -----BEGIN PUBLIC KEY-----",
    );
  });

  it("names a file that does not exist", async () => {
    expect(await messages({ a: "second.pem" })).toEqual([
      "`authorizer.signing.publicKeys.a` must be a public key in PEM form, or the path of a .pem file that can be read, " +
        'got: "second.pem". A path starts at the configuration\'s folder. To see the keys that are here: npx iot-auth keys list',
    ]);
  });

  it("refuses the path of a private key, and the private key itself without quoting it", async () => {
    const [byPath, byText] = await messages({ a: "private.pem", b: first.privatePem });
    expect(byPath).toContain(
      '`authorizer.signing.publicKeys.a` must be a public key, not a private one, got: "private.pem".',
    );
    expect(byText).toContain(
      `must be a public key, not a private one, got: ${first.privatePem.length} characters (not shown).`,
    );
  });

  it("refuses the same key under two names, since removing one name would not invalidate its tokens", async () => {
    expect(await messages({ a: "first.pem", b: first.publicKey.pem })).toEqual([
      '`authorizer.signing.publicKeys.b` must be different from every other key, got: "a". It is the same key as a; remove one of the two.',
    ]);
  });
});

describe("readPublicKey", () => {
  it("returns the public key in a file, or undefined if there is none", async () => {
    expect(await readPublicKey(join(folder, "first.pem"))).toEqual(first.publicKey);
    expect(await readPublicKey(join(folder, "private.pem"))).toBeUndefined();
    expect(await readPublicKey(join(folder, "nothing.pem"))).toBeUndefined();
  });
});
