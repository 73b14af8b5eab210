/** The prime of Curve25519: all numbers of this file are modulo this prime. */
export const PRIME = 2n ** 255n - 19n;

/** Coefficients of a polynomial, the constant term first; the last coefficient is not zero. */
export type Polynomial = readonly bigint[];

export function modulo(value: bigint): bigint {
  const rest = value % PRIME;
  return rest < 0n ? rest + PRIME : rest;
}

export function power(base: bigint, exponent: bigint): bigint {
  let [product, square] = [1n, modulo(base)];
  for (let left = exponent; left > 0n; left >>= 1n) {
    if (left & 1n) product = modulo(product * square);
    square = modulo(square * square);
  }
  return product;
}

/**
 * By Euclid's extended algorithm, which takes a fraction of the time that a power does. 0 has no inverse, and gives 0.
 */
export function inverse(value: bigint): bigint {
  let [rest, nextRest] = [PRIME, modulo(value)];
  let [factor, nextFactor] = [0n, 1n];
  while (nextRest > 0n) {
    const times = rest / nextRest;
    [rest, nextRest] = [nextRest, rest - times * nextRest];
    [factor, nextFactor] = [nextFactor, factor - times * nextFactor];
  }
  return rest === 1n ? modulo(factor) : 0n;
}

/**
 * Solves linear equations by Gaussian elimination. Each equation is a list of factors with the right side last.
 * @returns The solution, or `undefined` if the equations contradict each other or have several solutions
 */
export function solve(equations: readonly (readonly bigint[])[]): bigint[] | undefined {
  const unknowns = (equations[0]?.length ?? 1) - 1;
  let rows = equations.map((row) => [...row]);
  const pivots: bigint[][] = [];
  for (let column = 0; column < unknowns; column++) {
    const found = rows.find((row) => row[column] !== 0n);
    if (!found) return undefined;
    const factor = inverse(found[column] ?? 1n);
    const pivot = found.map((value) => modulo(value * factor));
    const without = (row: bigint[]) => row.map((value, i) => modulo(value - (row[column] ?? 0n) * (pivot[i] ?? 0n)));
    rows = rows.filter((row) => row !== found).map(without);
    pivots.forEach((row, index) => {
      pivots[index] = without(row);
    });
    pivots.push(pivot);
  }
  return rows.every((row) => row[unknowns] === 0n) ? pivots.map((row) => row[unknowns] ?? 0n) : undefined;
}

/**
 * The zeros of a polynomial with the leading coefficient 1 that has as many different zeros as its degree.
 * @returns `undefined` if it has fewer
 * @see D. Cantor, H. Zassenhaus: A New Algorithm for Factoring Polynomials over Finite Fields (1981)
 */
export function rootsOf(polynomial: Polynomial): bigint[] | undefined {
  if (polynomial.length <= 1) return [];
  // Every number is a zero of x^p - x, exactly once.
  const rest = subtract(powerOf([0n, 1n], PRIME, polynomial), [0n, 1n]);
  return divide(rest, polynomial).rest.length === 0 ? split(polynomial, 0n) : undefined;
}

/**
 * Divides the polynomial into the factors whose zeros x give a square x + shift and the others: for squares, (x +
 * shift)^((p - 1) / 2) is 1.
 */
function split(polynomial: Polynomial, shift: bigint): bigint[] {
  if (polynomial.length === 1) return [];
  if (polynomial.length === 2) return [modulo(-(polynomial[0] ?? 0n))];
  const squares = commonFactor(polynomial, subtract(powerOf([shift, 1n], (PRIME - 1n) / 2n, polynomial), [1n]));
  const { quotient } = divide(polynomial, squares);
  return [squares, quotient].flatMap((part) => split(part, shift + 1n));
}

/** The greatest common divisor, with the leading coefficient 1. */
function commonFactor(one: Polynomial, other: Polynomial): Polynomial {
  if (other.length > 0) return commonFactor(other, divide(one, other).rest);
  const factor = inverse(one.at(-1) ?? 1n);
  return one.map((coefficient) => modulo(coefficient * factor));
}

/** A power of a polynomial, modulo another polynomial. */
function powerOf(base: Polynomial, exponent: bigint, by: Polynomial): Polynomial {
  let [product, square]: [Polynomial, Polynomial] = [[1n], divide(base, by).rest];
  for (let left = exponent; left > 0n; left >>= 1n) {
    if (left & 1n) product = divide(multiply(product, square), by).rest;
    square = divide(multiply(square, square), by).rest;
  }
  return product;
}

function multiply(one: Polynomial, other: Polynomial): Polynomial {
  if (one.length === 0 || other.length === 0) return [];
  const product = new Array<bigint>(one.length + other.length - 1).fill(0n);
  one.forEach((a, i) => {
    other.forEach((b, j) => {
      product[i + j] = modulo((product[i + j] ?? 0n) + a * b);
    });
  });
  return trimmed(product);
}

function subtract(one: Polynomial, other: Polynomial): Polynomial {
  const length = Math.max(one.length, other.length);
  return trimmed(Array.from({ length }, (_, i) => modulo((one[i] ?? 0n) - (other[i] ?? 0n))));
}

function divide(one: Polynomial, by: Polynomial): { readonly quotient: Polynomial; readonly rest: Polynomial } {
  const rest = [...one];
  const leading = by.at(-1) ?? 1n;
  const factor = leading === 1n ? 1n : inverse(leading);
  const quotient: bigint[] = [];
  for (let at = one.length - by.length; at >= 0; at--) {
    const times = modulo((rest[at + by.length - 1] ?? 0n) * factor);
    quotient.unshift(times);
    by.forEach((coefficient, i) => {
      rest[at + i] = modulo((rest[at + i] ?? 0n) - times * coefficient);
    });
  }
  return { quotient: trimmed(quotient), rest: trimmed(rest.slice(0, by.length - 1)) };
}

function trimmed(coefficients: readonly bigint[]): Polynomial {
  const last = coefficients.findLastIndex((coefficient) => coefficient !== 0n);
  return coefficients.slice(0, last + 1);
}
