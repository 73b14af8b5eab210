import { takeBack } from "../../../../identity/users/file/file-store";
import { aUser, STORED, STORED_TOO } from "../../../cli/helpers/project";

const [a, b, c] = [aUser({ name: "a" }), aUser({ name: "b" }), aUser({ name: "c" })];
const changedA = aUser({ name: "a", secrets: [STORED, STORED_TOO] });

describe("undoing a change of a users file", () => {
  it.each([
    ["an added user", [a, b], [a], [a, b], [a]],
    ["a changed user", [changedA, b], [a, b], [changedA, b], [a, b]],
    ["its own user, but not one that another process added meanwhile", [a, b, c], [a], [a, b], [a, c]],
    [
      "no user that another process changed meanwhile",
      [a, { ...b, disabled: true }],
      [a],
      [a, b],
      [a, { ...b, disabled: true }],
    ],
  ])("removes or restores %s", (_, users, before, after, expected) => {
    expect(takeBack(users, before, after)).toEqual(expected);
  });
});
