import { userState } from "../../../identity/users/users-schema";

const NOW = new Date("2027-01-01T00:00:00Z");
const stateOf = (fields: object) => userState({ name: "a", group: "b", secrets: [], ...fields }, NOW);

describe("a user's state", () => {
  it.each([
    [{}, "active"],
    [{ expiresAt: "2027-01-01T00:00:01Z" }, "active"],
    [{ expiresAt: "2027-01-01T00:00:00Z" }, "expired"],
    [{ disabled: true }, "disabled"],
    [{ disabled: true, expiresAt: "2026-01-01T00:00:00Z" }, "disabled"],
  ])("with %j is %s, as the handler decides", (fields, state) => {
    expect(stateOf(fields)).toBe(state);
  });
});
