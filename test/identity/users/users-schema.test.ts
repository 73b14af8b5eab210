import { userSchema } from "../../../identity/users/users-schema";

const least = { name: "a", group: "b" };

describe("a user in a users file", () => {
  it("needs a name and a group", () => {
    expect(userSchema.parse(least)).toEqual({ ...least, secrets: [] });
  });

  it.each(["a", "00:11:62:aa:bb:cc", "A.b_c:d@e-f", "0", "x".repeat(128), "constructor"])(
    "may be called %s",
    (name) => {
      expect(userSchema.safeParse({ ...least, name }).success).toBe(true);
    },
  );

  it.each(["2027-01-31T00:00:00Z", "2028-02-29T23:59:59.999Z"])("may expire at %s", (expiresAt) => {
    expect(Date.parse(userSchema.parse({ ...least, expiresAt }).expiresAt ?? "")).toBeGreaterThan(0);
  });

  it("may have a note of 500 characters", () => {
    expect(userSchema.safeParse({ ...least, note: "n".repeat(500) }).success).toBe(true);
  });
});
