import { createHash } from "node:crypto";

/** A Mersenne prime: everything here is counted modulo it. */
const PRIME = 2n ** 127n - 1n;
/** Bytes of one number. */
const BYTES = 16;
/** Numbers in a digest. */
const POINTS = Array.from({ length: 10 }, (_, index) => numberOf(`point ${index}`));
/** Points that are kept to check with: a wrong answer passes once in 2 to the power of 381. */
const CHECKS = 3;

/** Most texts, added and removed together, that {@link compareDigests} tells. */
export const MAX_TOLD = POINTS.length - CHECKS;

/** How many texts one set has that another has not. */
export interface SetChange {
  readonly added: number;
  readonly removed: number;
}

/**
 * A digest of a set of texts, 214 characters whatever their number, from which {@link compareDigests} tells a later one
 * what was added and what was removed. It is the polynomial whose zeros are the texts' hashes, at fixed points: the
 * quotient of two such values knows nothing of what is in both sets, and few points determine a quotient of small
 * degrees.
 * @see Y. Minsky, A. Trachtenberg, R. Zippel: Set Reconciliation with Nearly Optimal Communication Complexity (2003)
 * @example digestOfSet(["a", "b"]) === digestOfSet(["b", "a"]) // true
 */
export function digestOfSet(texts: readonly string[]): string {
  const zeros = texts.map(numberOf);
  const values = POINTS.map((point) => zeros.reduce((product, zero) => modulo(product * (point - zero)), 1n));
  return Buffer.concat(values.map((value) => Buffer.from(value.toString(16).padStart(BYTES * 2, "0"), "hex"))).toString(
    "base64url",
  );
}

/**
 * Tells how many texts were added to a set and how many removed.
 * @param sizes Of the set before and after
 * @returns `undefined` for more than {@link MAX_TOLD} at once, and for what is no digest
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
    const change = { added, removed: added - more };
    if (fits(quotients, change)) return change;
  }
  return undefined;
}

/**
 * Whether the values are those of a quotient of two polynomials of these degrees, both with the leading coefficient 1.
 */
function fits(quotients: readonly bigint[], { added, removed }: SetChange): boolean {
  const equations = POINTS.map((point, index) => {
    const quotient = quotients[index] ?? 0n;
    return [
      ...Array.from({ length: removed }, (_, degree) => power(point, degree)),
      ...Array.from({ length: added }, (_, degree) => modulo(-quotient * power(point, degree))),
      modulo(quotient * power(point, added) - power(point, removed)),
    ];
  });
  return hasSolution(equations, added + removed);
}

/** Gauss's elimination: whether linear equations, each with its right side last, contradict each other. */
function hasSolution(equations: readonly (readonly bigint[])[], unknowns: number): boolean {
  let rows = equations.map((row) => [...row]);
  for (let column = 0; column < unknowns; column++) {
    const pivot = rows.find((row) => row[column] !== 0n);
    if (!pivot) continue;
    const factor = inverse(pivot[column] ?? 1n);
    rows = rows
      .filter((row) => row !== pivot)
      .map((row) => row.map((value, i) => modulo(value - (row[column] ?? 0n) * factor * (pivot[i] ?? 0n))));
  }
  return rows.every((row) => row[unknowns] === 0n);
}

function read(digest: string): bigint[] | undefined {
  const bytes = Buffer.from(digest, "base64url");
  if (bytes.length !== POINTS.length * BYTES) return undefined;
  const values = POINTS.map((_, index) => BigInt(`0x${bytes.toString("hex", index * BYTES, (index + 1) * BYTES)}`));
  return values.every((value) => value > 0n && value < PRIME) ? values : undefined;
}

function numberOf(text: string): bigint {
  return modulo(BigInt(`0x${createHash("sha256").update(text).digest("hex")}`));
}

function modulo(value: bigint): bigint {
  const rest = value % PRIME;
  return rest < 0n ? rest + PRIME : rest;
}

function power(base: bigint, exponent: number): bigint {
  let product = 1n;
  for (let i = 0; i < exponent; i++) product = modulo(product * base);
  return product;
}

/** By Fermat's little theorem. */
function inverse(value: bigint): bigint {
  let [product, base] = [1n, modulo(value)];
  for (let exponent = PRIME - 2n; exponent > 0n; exponent >>= 1n) {
    if (exponent & 1n) product = modulo(product * base);
    base = modulo(base * base);
  }
  return product;
}
