import { toItem } from "../../../identity/users/table/item";
import type { Item } from "../../../lambda/dynamodb/get-item";
import { parseUser } from "../../../lambda/dynamodb/parse-user";

const WHOLE = {
  group: { S: "printers" },
  secrets: { L: [{ S: "old" }, { S: "new" }] },
  expiresAt: { S: "2027-01-31T00:00:00Z" },
  retireFirstAt: { S: "2026-12-31T23:59:59.5Z" },
  disabled: { BOOL: true },
};

describe("a user in the table", () => {
  it("is read with all attributes that a decision needs", () => {
    expect(parseUser(WHOLE)).toEqual({
      g: "printers",
      s: ["old", "new"],
      e: Date.UTC(2027, 0, 31),
      r: Date.UTC(2026, 11, 31, 23, 59, 59, 500),
      d: 1,
    });
  });

  it("needs only a group; without secrets, it has an empty list", () => {
    expect(parseUser({ group: { S: "printers" } })).toStrictEqual({ g: "printers", s: [] });
    expect(parseUser({ group: { S: "printers" }, disabled: { BOOL: false } })).toStrictEqual({ g: "printers", s: [] });
  });

  it("may have two secrets without a time to retire the first", () => {
    const { group, secrets } = WHOLE;
    expect(parseUser({ group, secrets })).toStrictEqual({ g: "printers", s: ["old", "new"] });
  });

  it.each([
    ["2027-01-31T00:00Z", Date.UTC(2027, 0, 31)],
    ["2027-01-31T00:00:07Z", Date.UTC(2027, 0, 31, 0, 0, 7)],
    ["2027-01-31T00:00:07.25Z", Date.UTC(2027, 0, 31, 0, 0, 7, 250)],
  ])("may expire at %s", (S, e) => {
    expect(parseUser({ ...WHOLE, expiresAt: { S } })).toMatchObject({ e });
  });

  it("keeps its only secret although it has a time to retire the first", () => {
    const { group, retireFirstAt } = WHOLE;
    expect(parseUser({ group, retireFirstAt, secrets: { L: [{ S: "new" }] } })).toEqual({ g: "printers", s: ["new"] });
  });

  it("may have any value in attributes that no decision needs", () => {
    const others = { name: { S: "printer-7" }, note: { NULL: true }, rotatedAt: { S: "today" }, version: { N: "0.5" } };
    expect(parseUser({ ...WHOLE, ...others })).toEqual(parseUser(WHOLE));
  });

  it("is read as the users commands write it", () => {
    const user = {
      name: "printer-7",
      group: "printers",
      secrets: ["one"],
      expiresAt: "2027-01-31T00:00:00Z",
      disabled: true,
      note: "for people",
    };
    expect(parseUser(toItem(user, 3) as unknown as Item)).toEqual({
      g: "printers",
      s: ["one"],
      e: Date.UTC(2027, 0, 31),
      d: 1,
    });
  });

  it.each([
    ["no group", { group: undefined }],
    ["a group that is no text", { group: { N: "1" } }],
    ["secrets that are a text", { secrets: { S: "old" } }],
    ["secrets that are a set, which has no order", { secrets: { SS: ["old"] } }],
    ["three secrets", { secrets: { L: [{ S: "a" }, { S: "b" }, { S: "c" }] } }],
    ["a secret that is no text", { secrets: { L: [{ N: "1" }] } }],
    ["a second secret that is no text", { secrets: { L: [{ S: "old" }, { N: "1" }] } }],
    ["a first secret that is no text", { secrets: { L: [{ N: "1" }, { S: "new" }] } }],
    ["a second secret that is nothing", { secrets: { L: [{ S: "old" }, null] } }],
    ["a secret that is nothing", { secrets: { L: [null] } }],
    ["an expiry that is a number", { expiresAt: { N: "1800000000" } }],
    ["an expiry that is empty", { expiresAt: { S: "" } }],
    ["an expiry that is nothing", { expiresAt: { NULL: true } }],
    ["an expiry in words", { expiresAt: { S: "next year" } }],
    ["an expiry without its zone", { expiresAt: { S: "2027-01-31T00:00:00" } }],
    ["an expiry in another zone", { expiresAt: { S: "2027-01-31T00:00:00+09:00" } }],
    ["an expiry that is no date", { expiresAt: { S: "2027-13-31T00:00:00Z" } }],
    ["an expiry in a list", { expiresAt: { S: ["2027-01-31T00:00:00Z"] } }],
    ["an expiry with something behind it", { expiresAt: { S: "2027-01-31T00:00:00Z\u0000" } }],
    ["a year of six digits", { expiresAt: { S: "+012027-01-31T00:00:00Z" } }],
    ["a year that is not one", { expiresAt: { S: "+275761-01-01T00:00:00Z" } }],
    ["a retirement that cannot be read", { retireFirstAt: { S: "soon" } }],
    ["disabled as a text", { disabled: { S: "true" } }],
    ["disabled as a number", { disabled: { N: "1" } }],
    ["disabled with a capital letter", { disabled: undefined, Disabled: { BOOL: true } }],
    ["disabled without its end", { disabled: undefined, disable: { BOOL: true } }],
    ["an expiry under another name", { expiresAt: undefined, expires: { S: "2027-01-31T00:00:00Z" } }],
    ["an attribute that has the name of something every object has", { toString: { S: "x" } }],
  ])("is malformed with %s", (_, change) => {
    const item = Object.fromEntries(
      Object.entries({ ...WHOLE, ...change }).filter(([, value]) => value !== undefined),
    ) as Item;
    expect(parseUser(item)).toBeUndefined();
  });
});
