import { inverse, PRIME, power, rootsOf, solve } from "../../infra/prime-field";

const sorted = (of: readonly bigint[] | undefined) => of && [...of].sort((one, other) => (one < other ? -1 : 1));

describe("arithmetic modulo a prime", () => {
  it("has an inverse for every number but 0", () => {
    for (const number of [1n, 2n, PRIME - 1n, 12_345n]) expect((number * inverse(number)) % PRIME).toBe(1n);
    expect(power(3n, 5n)).toBe(243n);
  });

  it("finds the unique solution of equations, and none if they are contradictory or underdetermined", () => {
    // x + 2y = 8, 3x + y = 9, and the sum of both.
    const equations = [
      [1n, 2n, 8n],
      [3n, 1n, 9n],
    ];
    expect(solve([...equations, [4n, 3n, 17n]])).toEqual([2n, 3n]);
    expect(solve([...equations, [4n, 3n, 18n]])).toBeUndefined();
    expect(solve([[1n, 2n, 8n]])).toBeUndefined();
    expect(solve([])).toEqual([]);
  });

  it("finds the zeros of a polynomial, as many as its degree", () => {
    // (x - 2)(x - 5)(x - 7)
    expect(sorted(rootsOf([PRIME - 70n, 59n, PRIME - 14n, 1n]))).toEqual([2n, 5n, 7n]);
    expect(rootsOf([1n])).toEqual([]);
    expect(rootsOf([PRIME - 4n, 1n])).toEqual([4n]);
  });

  it("returns undefined for a polynomial with a double zero or without zeros", () => {
    // (x - 3)(x - 3), and x² - 2: 2 is no square modulo this prime.
    expect(rootsOf([9n, PRIME - 6n, 1n])).toBeUndefined();
    expect(rootsOf([PRIME - 2n, 0n, 1n])).toBeUndefined();
  });
});
