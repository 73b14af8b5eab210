/**
 * Text that a client, a plan, AWS or a file may bring, and that clears a screen, rings, forges a line of its own, turns text around, and
 * is no text at all at its end.
 */
export const HOSTILE = "a\u001b[2J\u001b[31m\u0007\u009b2J\rb\nFORGED\u2028\u202ec\u200b\u{e0001}\ud800";

/** {@link HOSTILE} without the half character at its end, which UTF-8 cannot hold. */
export const HOSTILE_UTF8 = HOSTILE.slice(0, -1);

/** What may not reach a terminal within a line. */
const UNSEEN = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u;

/** Fails unless every line of the output begins with what the program wrote and holds nothing that commands a terminal. */
export function expectTame(output: string): void {
  for (const line of output.split("\n")) {
    expect(line).not.toMatch(UNSEEN);
    expect(line.trimStart()).not.toMatch(/^(error: )?FORGED/);
  }
}
