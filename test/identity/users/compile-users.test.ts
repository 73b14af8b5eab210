import { describeProblem } from "../../../config/problem";
import { compileUsers, unknownGroups } from "../../../identity/users/compile-users";
import type { User } from "../../../identity/users/users-schema";

const generated = `$sha256$${"A".repeat(22)}$${"B".repeat(43)}`;
const chosen = (ln: number): string => `$scrypt$ln=${ln},r=8,p=1$${"A".repeat(22)}$${"B".repeat(43)}`;
const user = (name: string, ...secrets: string[]): User => ({ name, group: "printers", secrets });

describe("compileUsers", () => {
  it("writes a line for each user, sorted by the bytes of the name", () => {
    const { lines } = compileUsers([user("b", generated), user("a-1"), user("a"), user("B")]);
    expect(lines).toBe(
      [
        'B\t{"g":"printers","s":[]}',
        'a\t{"g":"printers","s":[]}',
        'a-1\t{"g":"printers","s":[]}',
        `b\t{"g":"printers","s":["${generated}"]}`,
        "",
      ].join("\n"),
    );
  });

  it("writes the same lines for any order of the users", () => {
    const users = ["c", "a", "b"].map((name) => user(name, generated));
    expect(compileUsers(users)).toEqual(compileUsers([...users].reverse()));
  });

  it("writes the expiry in milliseconds and `disabled` as 1, and leaves out notes", () => {
    const { lines } = compileUsers([
      { ...user("a"), expiresAt: "2027-01-31T00:00:00Z", disabled: true, note: "for people" },
      { ...user("b"), disabled: false },
    ]);
    expect(lines).toBe(`a\t{"g":"printers","s":[],"e":${Date.UTC(2027, 0, 31)},"d":1}\nb\t{"g":"printers","s":[]}\n`);
  });

  it("writes no lines and no refusal work without users", () => {
    expect(compileUsers([])).toEqual({ lines: "", refusalWork: {} });
  });

  it("sets the refusal work to the largest number of each slow hash that one user has", () => {
    const { refusalWork } = compileUsers([
      user("a", chosen(15), generated),
      user("b", chosen(15), chosen(15)),
      user("c", chosen(14), chosen(15)),
      user("d", generated),
    ]);
    expect(refusalWork).toEqual({ "scrypt$ln=14,r=8,p=1": 1, "scrypt$ln=15,r=8,p=1": 2 });
    expect(Object.keys(refusalWork)).toEqual(Object.keys(refusalWork).sort());
  });

  it("sets no refusal work if every secret was generated", () => {
    expect(compileUsers([user("a", generated, generated)]).refusalWork).toEqual({});
  });
});

describe("unknownGroups", () => {
  it("names users whose group is not defined, and suggests the most similar group", () => {
    const users = [user("a"), { ...user("b"), group: "printrs" }, { ...user("c"), group: "constructor" }];
    expect(unknownGroups(users, ["printers", "servers"], "users.json").map(describeProblem)).toEqual([
      '`users.json: users[1].group` must be a group of the configuration, got: "printrs". Did you mean "printers"? Known: "printers", "servers".',
      '`users.json: users[2].group` must be a group of the configuration, got: "constructor". Known: "printers", "servers".',
    ]);
  });
});
