import { describeProblem } from "../../../config/problem";
import { checkPassword, passwordLength } from "../../../identity/users/check-password";

const check = (password: Buffer) => {
  const problem = checkPassword(password, "password");
  return problem && describeProblem(problem);
};

describe("a chosen password", () => {
  it.each(["12345678", "漢字漢字漢字漢字", "🔑".repeat(8), "x".repeat(65_535)])("is accepted: %.20s", (password) => {
    expect(check(Buffer.from(password))).toBeUndefined();
  });

  it.each([
    ["", "must be at least 8 characters, better 12, got: nothing."],
    ["🔑".repeat(7), "must be at least 8 characters, better 12, got: 7 (not shown)."],
    ["x".repeat(65_536), "must be at most 65535 bytes, got: 65536 bytes (not shown)."],
  ])("is refused: %.20s", (password, message) => {
    expect(check(Buffer.from(password))).toContain(message);
  });

  it("is refused if it is not UTF-8", () => {
    expect(check(Buffer.alloc(20, 0xff))).toContain("must be UTF-8, got: 20 bytes (not shown).");
  });

  it.each(["server-pass-1\0", "\0".repeat(8), "server\0pass"])(
    "is refused with a NUL byte, because hashes ignore NUL bytes at the end: %j",
    (password) => {
      expect(check(Buffer.from(password))).toContain(
        `must hold no NUL byte, got: ${password.length} bytes (not shown).`,
      );
    },
  );

  it("is refused with a byte order mark at the start", () => {
    expect(check(Buffer.from("\uFEFFcorrect horse"))).toContain(
      "must not begin with a byte order mark, got: 16 bytes (not shown).",
    );
  });

  it("is counted in characters, not in bytes", () => {
    expect(passwordLength(Buffer.from("äöü🔑"))).toBe(4);
  });
});
