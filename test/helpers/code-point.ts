import fc from "fast-check";

const [SURROGATES, LAST] = [0xd800, 0x10ffff];
const HOW_MANY = 0x800;

/**
 * Any character of Unicode: a code point that is no surrogate. The unit of texts in property tests, as fast-check's own
 * unit "binary" is, which first makes a table of all 1.1 million in each test file.
 * @example fc.string({ unit: codePoint, maxLength: 20 })
 */
export const codePoint: fc.Arbitrary<string> = fc.integer({ min: 0, max: LAST - HOW_MANY }).map(
  (number) => String.fromCodePoint(number < SURROGATES ? number : number + HOW_MANY),
  (text) => {
    const number = typeof text === "string" ? (text.codePointAt(0) ?? -1) : -1;
    if (number < 0 || String.fromCodePoint(number) !== text) throw new TypeError("no single character");
    return number < SURROGATES ? number : number - HOW_MANY;
  },
);
