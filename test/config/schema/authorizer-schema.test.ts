import { generateKeyPairSync } from "node:crypto";
import { complaintsAbout } from "../complaints";

const about = (authorizer: unknown): string[] => complaintsAbout({ authorizer });
const signed = (signing: unknown): string[] => about({ signing });

describe("authorizer.name", () => {
  it.each(["a", "A_b=c,d@e-f", "x".repeat(120)])("may be %j", (name) => {
    expect(about({ name })).toEqual([]);
  });

  it.each(["", "a b", "a:b", "ä", "x".repeat(121)])("may not be %j", (name) => {
    const shown = name.length > 80 ? `"${"x".repeat(79)}… (123 characters)` : `"${name}"`;
    expect(about({ name })).toEqual([
      `\`authorizer.name\` must be 1 to 120 of A-Z a-z 0-9 _ = , @ -, got: ${shown}. AWS allows no other characters.`,
    ]);
  });
});

describe("the switches of the authorizer", () => {
  it("must be true or false", () => {
    expect(about({ setAsDefault: "yes", takeOver: 1, enableCachingForHttp: null })).toEqual([
      '`authorizer.setAsDefault` must be true or false, got: "yes". true makes this authorizer the account\'s default in the Region.',
      "`authorizer.takeOver` must be true or false, got: 1. true replaces a default authorizer that someone else set.",
      "`authorizer.enableCachingForHttp` must be true or false, got: null. true reuses a decision for HTTP requests on one connection.",
    ]);
  });

  it("must have a status that AWS has", () => {
    expect(about({ status: "active" })).toEqual([
      '`authorizer.status` must be one of "ACTIVE", "INACTIVE", got: "active". INACTIVE refuses every login.',
    ]);
  });
});

describe("authorizer.signing", () => {
  const pem = (type: "spki", bits: number): string =>
    generateKeyPairSync("rsa", { modulusLength: bits }).publicKey.export({ type, format: "pem" }).toString();

  it("may have a public RSA key of 2048 bits", () => {
    expect(signed({ tokenKeyName: "token", publicKeys: { "key-2026": pem("spki", 2048) } })).toEqual([]);
  });

  it("must have the token key's name", () => {
    expect(signed({ tokenKeyName: "to ken", publicKeys: { k: pem("spki", 2048) } })).toEqual([
      '`authorizer.signing.tokenKeyName` must be 1 to 128 of A-Z a-z 0-9 _ -, got: "to ken". Write it like "token".',
    ]);
  });

  it("must have a key", () => {
    expect(signed({ tokenKeyName: "token", publicKeys: {} })).toEqual([
      "`authorizer.signing.publicKeys` must hold at least one public key, got: {}. Without one AWS could verify no token.",
    ]);
  });

  it("must have key names that AWS allows", () => {
    expect(signed({ tokenKeyName: "token", publicKeys: { "key 1": pem("spki", 2048) } })).toEqual([
      '`authorizer.signing.publicKeys.key 1` must be named with 1 to 128 of A-Z a-z 0-9 : _ -, got: "key 1". Name the key like "key-2026".',
    ]);
  });

  it("never shows a wrong value of a key, which may be a private key", () => {
    const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
    const secret = privateKey.export({ type: "pkcs8", format: "pem" }).toString();
    const inEachPlace = [secret, { publicKeys: secret }, { tokenKeyName: "token", publicKeys: [secret] }].map(signed);

    expect(inEachPlace).toEqual([
      [
        expect.stringMatching(
          /^`authorizer.signing` must be an object of signing settings, got: \d+ characters \(not shown\)\./,
        ),
      ],
      [
        expect.stringMatching(/^`authorizer.signing.tokenKeyName` must /),
        expect.stringMatching(/^`authorizer.signing.publicKeys` must be .*, got: \d+ characters \(not shown\)\./),
      ],
      [expect.stringMatching(/^`authorizer.signing.publicKeys` must be .*, got: a list of 1 \(not shown\)\./)],
    ]);
    expect(JSON.stringify(inEachPlace)).not.toContain("BEGIN PRIVATE");
  });
});

describe("takeOver", () => {
  const message =
    "`authorizer.takeOver` must go together with setAsDefault, got: true. Set authorizer.setAsDefault to true as well, or leave takeOver out.";

  it("is refused without setAsDefault", () => {
    expect(about({ takeOver: true })).toEqual([message]);
    expect(about({ takeOver: true, setAsDefault: false })).toEqual([message]);
    expect(about({ takeOver: true, setAsDefault: true })).toEqual([]);
    expect(about({ takeOver: false })).toEqual([]);
  });
});

describe("status", () => {
  it("must be ACTIVE while the authorizer is the default", () => {
    expect(about({ status: "INACTIVE", setAsDefault: true })).toEqual([
      '`authorizer.status` must be ACTIVE while the authorizer is the default, got: "INACTIVE". An inactive default refuses every client ' +
        "that names no authorizer, other people's too; turn authorizer.setAsDefault off first.",
    ]);
    expect(about({ status: "INACTIVE" })).toEqual([]);
  });
});

describe("name", () => {
  it("must not be a name that the default-authorizer step uses", () => {
    expect(about({ name: "fleet-handover" })).toEqual([
      '`authorizer.name` must not end in -handover, got: "fleet-handover". Such names are reserved for the temporary copy that is the default ' +
        "while the authorizer is replaced; choose another.",
    ]);
  });
});
