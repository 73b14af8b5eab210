/**
 * Text that may come from a client, a plan, AWS or a file. It clears a screen, rings the bell, forges a line, reverses
 * text, and ends with half a surrogate pair, which is not valid text.
 */
export const HOSTILE = "a\u001b[2J\u001b[31m\u0007\u009b2J\rb\nFORGED\u2028\u202ec\u200b\u{e0001}\ud800";

/** {@link HOSTILE} without the surrogate at its end, which UTF-8 cannot encode. */
export const HOSTILE_UTF8 = HOSTILE.slice(0, -1);

/** Characters that must not be printed within a line. */
const UNSEEN = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u;

/** Expects that no line of the output begins with hostile text or has a character that controls a terminal. */
export function expectTame(output: string): void {
  for (const line of output.split("\n")) {
    expect(line).not.toMatch(UNSEEN);
    expect(line.trimStart()).not.toMatch(/^(error: )?FORGED/);
  }
}
