import { createHash } from "node:crypto";
import { inverse, modulo, PRIME, power, rootsOf, solve } from "./prime-field";

/** Bytes of one number. */
const BYTES = 32;
/** Numbers in a digest. */
const POINTS = Array.from({ length: 8 }, (_, index) => hashed(`point ${index}`));
/** Points that only check the result: a wrong result passes with a probability of 2 to the power of -255. */
const CHECKS = 1;

/** Maximum number of elements, added and removed together, that {@link compareDigests} finds. */
export const MAX_TOLD = POINTS.length - CHECKS;

/** Difference of two sets. */
export interface SetChange {
  readonly added: readonly bigint[];
  readonly removed: readonly bigint[];
}

/**
 * A digest of a set of numbers below 2 to the power of 254. It always has 342 characters, and from the digests of two
 * sets {@link compareDigests} computes their difference. The digest consists of the values, at fixed points, of the
 * polynomial whose zeros are the numbers: in the quotient of two such values the numbers of both sets cancel out, a few
 * points determine a quotient of small degrees, and its zeros and poles are the numbers of the difference.
 * @see Y. Minsky, A. Trachtenberg, R. Zippel: Set Reconciliation with Nearly Optimal Communication Complexity (2003)
 * @example digestOfSet([1n, 2n]) === digestOfSet([2n, 1n]) // true
 */
export function digestOfSet(elements: readonly bigint[]): string {
  const values = POINTS.map((point) => elements.reduce((product, zero) => modulo(product * (point - zero)), 1n));
  return Buffer.concat(values.map((value) => Buffer.from(value.toString(16).padStart(BYTES * 2, "0"), "hex"))).toString(
    "base64url",
  );
}

/**
 * Returns the numbers that were added to a set and those that were removed from it.
 * @param sizes Sizes of the set before and after
 * @returns `undefined` for more than {@link MAX_TOLD} changes, and for a text that is not a digest
 */
export function compareDigests(
  before: string,
  after: string,
  sizes: { readonly before: number; readonly after: number },
): SetChange | undefined {
  const [was, is] = [read(before), read(after)];
  if (!was || !is) return undefined;
  const quotients = was.map((value, index) => modulo(value * inverse(is[index] ?? 1n)));
  const more = sizes.after - sizes.before;
  for (let added = Math.max(0, more); added + (added - more) <= MAX_TOLD; added++) {
    const change = changeOf(quotients, added, added - more);
    if (change) return change;
  }
  return undefined;
}

/**
 * The zeros of two polynomials of these degrees, both with the leading coefficient 1, whose quotient (removed divided
 * by added) has these values.
 */
function changeOf(quotients: readonly bigint[], added: number, removed: number): SetChange | undefined {
  const solution = solve(
    POINTS.map((point, index) => {
      const quotient = quotients[index] ?? 0n;
      return [
        ...Array.from({ length: removed }, (_, degree) => power(point, BigInt(degree))),
        ...Array.from({ length: added }, (_, degree) => modulo(-quotient * power(point, BigInt(degree)))),
        modulo(quotient * power(point, BigInt(added)) - power(point, BigInt(removed))),
      ];
    }),
  );
  if (!solution) return undefined;
  const [gone, come] = [rootsOf([...solution.slice(0, removed), 1n]), rootsOf([...solution.slice(removed), 1n])];
  return gone && come ? { added: come, removed: gone } : undefined;
}

function read(digest: string): bigint[] | undefined {
  const bytes = Buffer.from(digest, "base64url");
  if (bytes.length !== POINTS.length * BYTES) return undefined;
  const values = POINTS.map((_, index) => BigInt(`0x${bytes.toString("hex", index * BYTES, (index + 1) * BYTES)}`));
  return values.every((value) => value > 0n && value < PRIME) ? values : undefined;
}

function hashed(text: string): bigint {
  return modulo(BigInt(`0x${createHash("sha256").update(text).digest("hex")}`));
}
