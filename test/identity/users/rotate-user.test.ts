import { compileUsers } from "../../../identity/users/compile-users";
import { beginRotation, finishRotation, firstSecretEnded } from "../../../identity/users/rotate-user";
import type { User } from "../../../identity/users/users-schema";

const [FIRST, SECOND] = [`$sha256$${"A".repeat(22)}$${"B".repeat(43)}`, `$sha256$${"C".repeat(22)}$${"D".repeat(43)}`];
const THIRD = `$sha256$${"E".repeat(22)}$${"F".repeat(43)}`;
const AT = new Date("2027-01-01T00:00:00.123Z");
const user = (fields: Partial<User> = {}): User => ({ name: "a", group: "sensors", secrets: [FIRST], ...fields });

describe("a rotation", () => {
  it("begins by adding the new secret after the first", () => {
    expect(beginRotation(user(), { secret: SECOND, at: AT })).toEqual(
      user({ secrets: [FIRST, SECOND], rotatedAt: "2027-01-01T00:00:00Z" }),
    );
  });

  it("gives a user without secrets a first secret, without an end", () => {
    const rotated = beginRotation(user({ secrets: [] }), {
      secret: FIRST,
      at: AT,
      retireFirstAt: "2027-02-01T00:00:00Z",
    });
    expect(rotated).toEqual(user({ rotatedAt: "2027-01-01T00:00:00Z" }));
  });

  it("removes a first secret that has expired", () => {
    const ended = user({ secrets: [FIRST, SECOND], retireFirstAt: "2026-12-31T00:00:00Z" });
    expect(beginRotation(ended, { secret: THIRD, at: AT })).toEqual(
      user({ secrets: [SECOND, THIRD], rotatedAt: "2027-01-01T00:00:00Z" }),
    );
  });

  it("does not begin while two secrets are valid", () => {
    const rotating = user({ secrets: [FIRST, SECOND], retireFirstAt: "2027-01-02T00:00:00Z" });
    expect(() => beginRotation(rotating, { secret: THIRD, at: AT })).toThrow(
      "`a` must have one secret to begin a rotation, got: two. Retire the first one: npx iot-auth users rotate a --finish",
    );
  });

  it("is finished by removing the older secret and retireFirstAt", () => {
    const rotating = user({ secrets: [FIRST, SECOND], retireFirstAt: "2027-01-02T00:00:00Z" });
    expect(finishRotation(rotating)).toEqual(user({ secrets: [SECOND] }));
  });

  it.each([
    [[FIRST], "one"],
    [[], "none"],
  ])("is not finished with %j", (secrets, got) => {
    expect(() => finishRotation(user({ secrets }))).toThrow(
      `\`a\` must have two secrets to finish a rotation, got: ${got}. Begin one: npx iot-auth users rotate a`,
    );
  });

  it.each([
    [{ retireFirstAt: "2027-01-01T00:00:00Z", secrets: [FIRST, SECOND] }, true],
    [{ retireFirstAt: "2027-01-01T00:00:01Z", secrets: [FIRST, SECOND] }, false],
    [{ retireFirstAt: "2026-01-01T00:00:00Z" }, false],
    [{ secrets: [FIRST, SECOND] }, false],
  ])("with %j has an expired first secret: %s", (fields, ended) => {
    expect(firstSecretEnded(user(fields), AT)).toBe(ended);
  });

  it("gives the handler the end of the older of two secrets, but none for a single secret", () => {
    const end = { retireFirstAt: "2027-01-02T00:00:00Z" };
    const { lines } = compileUsers([
      user({ name: "a", secrets: [FIRST, SECOND], ...end }),
      user({ name: "b", ...end }),
    ]);
    const [a, b] = lines
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line.split("\t")[1] ?? ""));
    expect(a.r).toBe(Date.UTC(2027, 0, 2));
    expect(b).toEqual({ g: "sensors", s: [FIRST] });
  });
});
