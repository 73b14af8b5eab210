import fc from "fast-check";
import { compileUsers } from "../../../identity/users/compile-users";
import { type CompiledUser, USER_NAME } from "../../../lambda/contract";
import { bundledStore } from "../../../lambda/stores/bundled";

function linesOf(names: readonly string[]): string {
  const line = (name: string): string => `${name}\t${JSON.stringify({ g: `group of ${name}`, s: [] })}\n`;
  return [...names].sort().map(line).join("");
}

async function findAll(lines: string, names: readonly string[]): Promise<(string | undefined)[]> {
  const store = bundledStore(Buffer.from(lines));
  return Promise.all(names.map(async (name) => ((await store.find(name)) as CompiledUser | undefined)?.g));
}

const groupsOf = (names: readonly string[]): string[] => names.map((name) => `group of ${name}`);

describe("the bundled store", () => {
  it("finds no user when there is none", async () => {
    expect(await findAll("", ["a", "", "zz"])).toEqual([undefined, undefined, undefined]);
  });

  it("finds the only user, and no name that sorts before or after it", async () => {
    expect(await findAll(linesOf(["m"]), ["m", "a", "z"])).toEqual(["group of m", undefined, undefined]);
  });

  it("finds both of two users", async () => {
    expect(await findAll(linesOf(["a", "b"]), ["a", "b", "0", "aa", "c"])).toEqual([
      ...groupsOf(["a", "b"]),
      undefined,
      undefined,
      undefined,
    ]);
  });

  it("distinguishes names that begin with the same characters", async () => {
    const names = ["a", "a-", "a-1", "a.1", "a:b", "aa", "aaa", "a@b", "A"];
    expect(await findAll(linesOf(names), names)).toEqual(groupsOf(names));
    expect(await findAll(linesOf(names.slice(1)), ["a"])).toEqual([undefined]);
  });

  it("finds every user if the last line has no line end", async () => {
    const names = ["a", "b", "c"];
    expect(await findAll(linesOf(names).trimEnd(), names)).toEqual(groupsOf(names));
  });

  it("finds a user whose line is much longer than the others", async () => {
    const long = `b\t${JSON.stringify({ g: "b", s: ["x".repeat(5_000)] })}\n`;
    expect(await findAll(linesOf(["a"]) + long + linesOf(["c"]), ["a", "b", "c"])).toEqual([
      "group of a",
      "b",
      "group of c",
    ]);
  });

  it("returns a user unchanged", async () => {
    const secrets = [`$sha256$${"A".repeat(22)}$${"B".repeat(43)}`];
    const { lines } = compileUsers([
      { name: "b", group: "printers", secrets, expiresAt: "2027-01-31T00:00:00Z", disabled: true },
      { name: "a", group: "servers", secrets },
    ]);
    const store = bundledStore(Buffer.from(lines));
    expect(await store.find("a")).toEqual({ g: "servers", s: secrets });
    expect(await store.find("b")).toEqual({ g: "printers", s: secrets, e: Date.UTC(2027, 0, 31), d: 1 });
  });

  it("returns the same as a Map, for any users and any name", async () => {
    const name = fc.oneof(
      fc.stringMatching(/^[ab0][ab.:@_-]{0,3}$/),
      fc.stringMatching(/^[A-Za-z0-9][A-Za-z0-9._:@-]{0,127}$/),
      fc.constantFrom("constructor", "toString"),
    );
    await fc.assert(
      fc.asyncProperty(fc.uniqueArray(name, { maxLength: 40 }), fc.array(name), async (present, others) => {
        const map = new Map(present.map((one) => [one, `group of ${one}`]));
        const wanted = [...present, ...others];
        expect(wanted.every((one) => USER_NAME.test(one))).toBe(true);
        expect(await findAll(linesOf(present), wanted)).toEqual(wanted.map((one) => map.get(one)));
      }),
      { numRuns: 300 },
    );
  });

  it("finds each of 10,000 users", async () => {
    const names = Array.from({ length: 10_000 }, (_, i) => `user-${i}`);
    expect(await findAll(linesOf(names), names)).toEqual(groupsOf(names));
  });
});
