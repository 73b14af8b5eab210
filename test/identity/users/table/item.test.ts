import { describeProblem } from "../../../../config/problem";
import { fromItem, type Item, nameOf, toItem } from "../../../../identity/users/table/item";
import type { User } from "../../../../identity/users/users-schema";
import { aUser, STORED, STORED_TOO } from "../../../cli/helpers/project";

const LABEL = "the table fleet-users in eu-west-1";
const FULL: User = {
  name: "00:11:62:aa:bb:cc",
  group: "sensors",
  secrets: [STORED, STORED_TOO],
  expiresAt: "2027-02-01T00:00:00Z",
  disabled: true,
  retireFirstAt: "2027-01-15T00:00:00Z",
  rotatedAt: "2027-01-01T00:00:00Z",
  note: "attic",
};
const GOOD = toItem(aUser(), 3);

describe("an item of a users table", () => {
  it("has the fields of a users file under the same names, in types that DynamoDB's console can edit", () => {
    expect(toItem(FULL, 7)).toEqual({
      name: { S: "00:11:62:aa:bb:cc" },
      group: { S: "sensors" },
      secrets: { L: [{ S: STORED }, { S: STORED_TOO }] },
      expiresAt: { S: "2027-02-01T00:00:00Z" },
      disabled: { BOOL: true },
      retireFirstAt: { S: "2027-01-15T00:00:00Z" },
      rotatedAt: { S: "2027-01-01T00:00:00Z" },
      note: { S: "attic" },
      version: { N: "7" },
    });
  });

  it("leaves out fields that a user does not have", () => {
    expect(toItem(aUser({ secrets: [], disabled: false, note: undefined }), 1)).toEqual({
      name: { S: "meter-1" },
      group: { S: "sensors" },
      version: { N: "1" },
    });
  });

  it.each([
    ["with all fields", FULL],
    ["with the required fields", aUser()],
    ["without a secret", aUser({ secrets: [] })],
  ])("is read as the same user: %s", (_, user) => {
    expect(fromItem(toItem(user, 7), LABEL)).toEqual({ ok: true, user, version: 7 });
  });

  it("has version 0 if it has no attribute `version`", () => {
    const { version: _, ...item } = GOOD;
    expect(fromItem(item, LABEL)).toEqual({ ok: true, user: aUser(), version: 0 });
  });

  it.each<[string, Item, string]>([
    [
      "a group that is missing",
      { name: { S: "meter-1" } },
      "`the table fleet-users in eu-west-1: meter-1.group` must be the name of a group, got: nothing. Every user belongs to one group.",
    ],
    [
      "a set of secrets, whose order DynamoDB does not keep",
      { ...GOOD, secrets: { SS: [STORED] } },
      "`the table fleet-users in eu-west-1: meter-1.secrets` must be of the type List (L), got: SS. Change its type in DynamoDB's console.",
    ],
    [
      "a truncated hash",
      { ...GOOD, secrets: { L: [{ S: STORED.slice(0, 40) }] } },
      "`the table fleet-users in eu-west-1: meter-1.secrets[0]` must be a whole PHC string: $sha256$… or $scrypt$ln=…,r=…,p=…$…, with 16 bytes of salt and 32 of hash, got: 40 characters (not shown). User meter-1 needs a new secret, or the whole string from a backup.",
    ],
    [
      "a secret that is a number",
      { ...GOOD, secrets: { L: [{ N: "7" }] } },
      "`the table fleet-users in eu-west-1: meter-1.secrets[0]` must be a PHC string, got: an object (not shown). This writes one: npx iot-auth users add NAME --group GROUP",
    ],
    [
      "a time without a zone",
      { ...GOOD, expiresAt: { S: "2027-02-01" } },
      '`the table fleet-users in eu-west-1: meter-1.expiresAt` must be a time in UTC, got: "2027-02-01". Write it like "2027-01-31T00:00:00Z".',
    ],
    [
      "a misspelt attribute",
      { ...GOOD, disabeld: { BOOL: true } },
      '`the table fleet-users in eu-west-1: meter-1.disabeld` must be a known attribute, got: "disabeld". Did you mean "disabled"? Known: "name", "group", "secrets", "expiresAt", "disabled", "retireFirstAt", "rotatedAt", "note", "version".',
    ],
    [
      "a version that is not a whole number",
      { ...GOOD, version: { N: "1.5" } },
      "`the table fleet-users in eu-west-1: meter-1.version` must be a whole number from 0, got: 1.5. It counts changes; remove the attribute to start again.",
    ],
    [
      "a name with a slash",
      { ...GOOD, name: { S: "a/b" } },
      '`the table fleet-users in eu-west-1: "a/b".name` must be 1 to 128 of A-Z a-z 0-9 . _ : @ -, starting with a letter or digit, got: "a/b". Rename the user.',
    ],
  ])("is refused with a message that names user and attribute: %s", (_, item, message) => {
    const check = fromItem(item, LABEL);
    expect(check.ok ? [] : check.problems.map(describeProblem)).toEqual([message]);
  });

  it("shows no secret that is in the wrong attribute", () => {
    const items = ["group", "expiresAt", "note", "name"].map((attribute) => ({ ...GOOD, [attribute]: { S: STORED } }));
    const texts = items.map((item) => {
      const check = fromItem({ ...item, version: { N: "-1" } }, LABEL);
      return check.ok ? "" : check.problems.map(describeProblem).join("\n");
    });
    expect(texts.join("\n")).not.toContain("BBBBBBBB");
    expect(texts.join("\n")).toContain("expiresAt");
  });
});

describe("the name of an item in messages", () => {
  it.each([
    ["its name", "meter-1", "meter-1"],
    ["the key in quotes, with control characters escaped, if it is not a valid name", "a\u001b[31m", '"a\\u001b[31m"'],
    ["the key's length, if the key may be a hash", STORED, "a name of 74 characters (not shown)"],
    ["the first 128 characters of a long key", "x".repeat(2000), `"${"x".repeat(128)}"`],
  ])("is %s", (_, name, expected) => {
    expect(nameOf({ name: { S: name } })).toBe(expected);
  });
});
