import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { resolveConfig } from "../../../config/stages/resolve-config";
import { loadSigning } from "../../../identity/tokens/load-signing";
import { generateSecret, hashGeneratedSecret } from "../../../identity/users/secret";
import type { User } from "../../../identity/users/users-schema";
import { loadStack } from "../../../infra/synthesis/load-stack";
import { keyPair } from "./key-pair";
import { git, newRepository } from "./repository";

const [first, second] = [keyPair(), keyPair()];
let folder: string;
beforeEach(() => {
  folder = newRepository("*.private.pem\n");
  mkdirSync(join(folder, "keys"));
  writeFileSync(join(folder, "keys/a.public.pem"), first.publicKey.pem.replaceAll("\n", "\r\n"));
});
afterEach(() => rmSync(folder, { recursive: true }));

const PUBLIC_KEYS = { a: "keys/a.public.pem", b: second.publicKey.pem };

function load(users: readonly Partial<User>[], signing?: object) {
  const [stack] = resolveConfig({
    name: "fleet",
    region: "us-east-1",
    groups: { things: { clientIds: ["{username}"] } },
    ...(signing ? { authorizer: { signing } } : {}),
  });
  writeFileSync(join(folder, "users.json"), JSON.stringify({ users }));
  if (!stack) throw new Error("there is no stack");
  return loadStack(stack, folder);
}

describe("loadSigning", () => {
  it("does not check keys/ for a stack without signing", async () => {
    writeFileSync(join(folder, "keys/a.private.pem"), first.privatePem);
    git(folder, "add", "--force", "keys/a.private.pem");
    expect(await loadSigning(undefined, folder)).toEqual({ signing: undefined, problems: [] });
  });

  it("puts PEM texts in place of paths, with the same line ends on every operating system", async () => {
    expect(await loadSigning({ tokenKeyName: "token", publicKeys: PUBLIC_KEYS }, folder)).toEqual({
      signing: { tokenKeyName: "token", publicKeys: { a: first.publicKey.pem, b: second.publicKey.pem } },
      problems: [],
    });
  });
});

describe("loadStack with authorizer.signing", () => {
  const signing = { tokenKeyName: "token", publicKeys: PUBLIC_KEYS };

  it("gives the handler the authorizer's name as the tokens' audience, and Terraform the keys", async () => {
    const { settings, packageInput } = await load([{ name: "dev1", group: "things" }], signing);
    expect(packageInput.access.tokenAudience).toBe("fleet-signed");
    expect(packageInput.users).toBe('dev1\t{"g":"things","s":[]}\n');
    expect(settings.authorizer.signing?.publicKeys.a).toBe(first.publicKey.pem);
  });

  it("reports every problem of keys and users at once", async () => {
    writeFileSync(join(folder, "keys/a.private.pem"), first.privatePem);
    git(folder, "add", "--force", "keys/a.private.pem");
    const publicKeys = { a: "keys/none.pem", b: second.publicKey.pem };
    const error: Error = await load([{ name: "dev1", group: "nowhere" }], { ...signing, publicKeys }).then(
      () => new Error("it was loaded"),
      (thrown) => thrown,
    );
    expect(error.message.split("\n").map((line) => line.split(" must ")[0])).toEqual([
      "`authorizer.signing.publicKeys.a`",
      "`keys/a.private.pem`",
      "`users.json: users[0].group`",
    ]);
  });
});

describe("loadStack without authorizer.signing", () => {
  it("gives the handler no audience, which makes it refuse tokens", async () => {
    const secrets = [hashGeneratedSecret(generateSecret())];
    const { packageInput, settings } = await load([{ name: "dev1", group: "things", secrets }]);
    expect(packageInput.access).not.toHaveProperty("tokenAudience");
    expect(settings.authorizer.signing).toBeUndefined();
  });

  it.each([
    ["an empty list of secrets", { secrets: [] }],
    ["no list of secrets", {}],
  ])("refuses a user with %s, who could not log in", async (_, fields) => {
    await expect(load([{ name: "dev1", group: "things", ...fields }])).rejects.toThrow(
      "`users.json: users[0].secrets` must hold a secret unless authorizer.signing is set, got: []. " +
        "dev1 could not log in. To add a secret: npx iot-auth users rotate dev1. To use signed tokens: npx iot-auth keys create NAME",
    );
  });
});

describe("a public key in the configuration", () => {
  const configure = (value: unknown) =>
    resolveConfig({
      name: "fleet",
      region: "us-east-1",
      groups: { things: { clientIds: ["{username}"] } },
      authorizer: { signing: { tokenKeyName: "token", publicKeys: { a: value } } },
    });

  it.each(["keys/a.public.pem", "../shared/a.pem", second.publicKey.pem])("may be %j", (value) => {
    expect(configure(value)).toHaveLength(1);
  });

  it.each([
    ["a private key", first.privatePem, "be a public key, not a private one"],
    ["a truncated key", second.publicKey.pem.slice(0, 100), "be a public key in PEM form, from"],
    [
      "a path that does not end in .pem",
      "keys/a.txt",
      "be a public key in PEM form, or the path of a .pem file with one",
    ],
    ["a number", 7, "be a public key in PEM form, or the path of a .pem file with one"],
  ])("may not be %s, and is not quoted in the message", (_, value, rule) => {
    const quoted = typeof value === "string" ? `${value.length} characters (not shown)` : "a number (not shown)";
    expect(() => configure(value)).toThrow(`\`authorizer.signing.publicKeys.a\` must ${rule}`);
    expect(() => configure(value)).toThrow(`got: ${quoted}.`);
  });
});
