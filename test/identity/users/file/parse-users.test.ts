import fc from "fast-check";
import { ConfigurationError } from "../../../../config/problem";
import { parseUsers } from "../../../../identity/users/file/parse-users";
import { generateSecret, hashGeneratedSecret } from "../../../../identity/users/secret";

const secret = hashGeneratedSecret(generateSecret());
const user = (extra: object = {}): object => ({ name: "printer-7", group: "printers", secrets: [secret], ...extra });

/** Returns the messages of the problems of a users file. */
function complaints(text: string): string[] {
  try {
    parseUsers(text, "users.json");
    return [];
  } catch (error) {
    if (!(error instanceof ConfigurationError)) throw error;
    return error.message.split("\n");
  }
}

const about = (...users: unknown[]): string[] => complaints(JSON.stringify({ users }));

describe("a users file", () => {
  it("is read with all its users", () => {
    const full = user({
      expiresAt: "2027-01-31T00:00:00Z",
      disabled: true,
      note: "spare",
      rotatedAt: "2026-01-01T00:00:00.5Z",
    });
    const file = {
      $schema: "./schemas/users.schema.json",
      users: [full, user({ name: "b", secrets: [secret, secret] })],
    };
    expect(parseUsers(JSON.stringify(file), "users.json")).toEqual(file);
  });

  it("may begin with a byte order mark", () => {
    expect(parseUsers('\uFEFF{"users":[]}', "users.json")).toEqual({ users: [] });
  });

  it("must be JSON, and the message gives the place of the error without quoting the file", () => {
    const remedy = "Correct it there, or restore the file from git or a backup.";
    expect(complaints('{\n  "users": [\n    { "name": "hush" "group" }\n  ]\n}')).toEqual([
      `\`users.json line 3, column 22\` must be valid JSON, got: a place where a comma is missing. ${remedy}`,
    ]);
    expect(complaints("hush hush")).toEqual([
      `\`users.json line 1, column 1\` must be valid JSON, got: a place where there is a word that JSON does not know, perhaps a text without quotation marks. ${remedy}`,
    ]);
    expect(complaints(" \n")).toEqual([
      '`users.json` must be valid JSON, got: an empty file. Restore it from git or a backup; a file without users is { "users": [] }.',
    ]);
  });

  it("may not have a field twice, since JSON.parse would drop the first one silently", () => {
    const twice =
      '{ "users": [\n{ "name": "a", "group": "g", "secrets": [], "disabled": true, "disabled": false },\n{ "name": "b", "hush-$hush": 1, "hush-$hush": 2 }] }';
    expect(complaints(twice).slice(0, 2)).toEqual([
      '`users.json line 2, column 63` must name every field once, got: "disabled". The same field occurs before; remove one of the two.',
      "`users.json line 3, column 33` must name every field once, got: 10 characters (not shown). The same field occurs before; remove one of the two.",
    ]);
  });

  it("must be an object with a list of users", () => {
    const list =
      'must be a list of users, got: %. Write it like { "users": [] }; this fills it: npx iot-auth users add NAME --group GROUP';
    expect(complaints("{}")).toEqual([`\`users.json: users\` ${list.replace("%", "nothing")}`]);
    expect(complaints('{"users":{}}')).toEqual([`\`users.json: users\` ${list.replace("%", "an object (not shown)")}`]);
    expect(complaints("[]")).toEqual([
      "`users.json` must be an object, got: a list of 0 (not shown). See docs/configuration.md.",
    ]);
  });
});

describe("a user in a users file", () => {
  it("must have a unique name", () => {
    expect(about(user(), user({ name: "b" }), user(), user())).toEqual([
      '`users.json: users[2].name` must be different from every other user\'s, got: "printer-7". users[0] has that name already; remove one of the two.',
      '`users.json: users[3].name` must be different from every other user\'s, got: "printer-7". users[0] has that name already; remove one of the two.',
    ]);
  });

  it.each([
    ["a b", '"a b"'],
    ["-a", '"-a"'],
    ["__proto__", '"__proto__"'],
    ["", '""'],
    ["x".repeat(129), `"${"x".repeat(79)}… (131 characters)`],
    [7, "7"],
    [undefined, "nothing"],
  ])("may not be called %j", (name, got) => {
    expect(about(user({ name }))).toEqual([
      `\`users.json: users[0].name\` must be 1 to 128 of A-Z a-z 0-9 . _ : @ -, starting with a letter or digit, got: ${got}. Rename the user.`,
    ]);
  });

  it.each([
    ["2027-01-31", '"2027-01-31"'],
    ["2027-02-30T00:00:00Z", '"2027-02-30T00:00:00Z"'],
    ["2027-01-31T00:00:00+01:00", '"2027-01-31T00:00:00+01:00"'],
    ["soon", '"soon"'],
    [1_800_000_000, "1800000000"],
  ])("may not expire at %j", (expiresAt, got) => {
    expect(about(user({ expiresAt }))).toEqual([
      `\`users.json: users[0].expiresAt\` must be a time in UTC, got: ${got}. Write it like "2027-01-31T00:00:00Z".`,
    ]);
  });

  it("may not have an unknown field", () => {
    expect(about(user({ pasword: "hush", grup: 1 }))).toEqual([
      expect.stringMatching(
        /^`users.json: users\[0\].pasword` must be a known setting, got: "pasword"\. Known: "name", /,
      ),
      expect.stringMatching(
        /^`users.json: users\[0\].grup` must be a known setting, got: "grup"\. Did you mean "group"\?/,
      ),
    ]);
    expect(complaints('{"users":[],"user":[]}')).toEqual([
      '`users.json: user` must be a known setting, got: "user". Did you mean "users"? Known: "$schema", "users".',
    ]);
  });

  it("must have fields of the right type, and every wrong one is reported", () => {
    expect(about(user({ group: 1, disabled: "yes", note: "n".repeat(501), expiresAt: true }))).toEqual([
      "`users.json: users[0].group` must be the name of a group, got: 1. Every user belongs to one group.",
      '`users.json: users[0].expiresAt` must be a time in UTC, got: true. Write it like "2027-01-31T00:00:00Z".',
      "`users.json: users[0].disabled` must be true or false, got: 3 characters (not shown). true refuses the user's logins.",
      "`users.json: users[0].note` must be at most 500 characters, got: 501 characters (not shown). Shorten it.",
    ]);
  });

  it("may not have more than two secrets", () => {
    expect(about(user({ secrets: [secret, secret, secret] }))).toEqual([
      "`users.json: users[0].secrets` must hold no more than two secrets, got: a list of 3 (not shown). The second is for moving a device to a new secret; remove those that no device uses.",
    ]);
  });

  it("must have complete secrets, and the message names the user", () => {
    expect(about(user({ secrets: [secret.slice(0, -1)] }))).toEqual([
      "`users.json: users[0].secrets[0]` must be a whole PHC string: $sha256$… or $scrypt$ln=…,r=…,p=…$…, with 16 bytes of salt and 32 of hash, got: 73 characters (not shown). User printer-7 needs a new secret, or the whole string from a backup.",
    ]);
  });
});

describe("the message about a wrong users file", () => {
  it("reports problems of every kind at once", () => {
    const paths = about(user({ group: 1 }), user({ secrets: ["short"] }), 7).map((message) => message.split("`")[1]);
    expect(paths).toEqual([
      "users.json: users[0].group",
      "users.json: users[2]",
      "users.json: users[1].name",
      "users.json: users[1].secrets[0]",
    ]);
  });

  it("contains no part of a secret, wherever the secret is in the file", () => {
    const hush = secret.split("$").slice(2);
    const places: unknown[] = [
      secret,
      [secret],
      { users: secret },
      { users: { "printer-7": user() } },
      { users: [secret] },
      { users: [[secret]] },
      { users: [user({ secrets: secret })] },
      { users: [user({ secrets: [[secret]] })] },
      { users: [user({ secrets: [`${secret}x`] })] },
      { users: [user({ secret })] },
      { users: [user({ note: [secret] })] },
      { users: [user({ note: secret.repeat(9) })] },
      ...["name", "group", "expiresAt", "disabled", "rotatedAt"].flatMap((field) => [
        { users: [user({ [field]: secret })] },
        { users: [user({ [field]: { secret } })] },
      ]),
    ];
    for (const place of places) {
      const text = JSON.stringify(place);
      const told = [...complaints(text), ...complaints(text.slice(0, -1)), ...complaints(`${text},`)].join("\n");
      for (const part of hush) expect(told).not.toContain(part.slice(0, 8));
    }
  });

  it("is a ConfigurationError for any content of the file", () => {
    const anyUser = fc.record(
      { name: fc.anything(), group: fc.anything(), secrets: fc.oneof(fc.array(fc.anything()), fc.anything()) },
      { requiredKeys: [] },
    );
    const anyFile = fc.oneof(
      fc.string(),
      fc.json(),
      fc
        .array(anyUser)
        .map((users) => JSON.stringify({ users }, (_, value) => (typeof value === "bigint" ? 1 : value))),
    );
    fc.assert(fc.property(anyFile, (text) => Array.isArray(complaints(text ?? ""))));
  });
});
