import fc from "fast-check";
import { codePoint } from "./code-point";

test("every text of such characters is well-formed, has any of them, and can be made smaller", () => {
  fc.assert(fc.property(fc.string({ unit: codePoint }), (text) => !/\p{Surrogate}/u.test(text)));
  const made = new Set(fc.sample(codePoint, 5_000).map((text) => (text.codePointAt(0) ?? 0) >> 16));
  expect([...made].sort((a, b) => a - b)).toEqual(Array.from({ length: 17 }, (_, plane) => plane));
  const { counterexample } = fc.check(fc.property(fc.string({ unit: codePoint }), (text) => !/[^\0-~]/.test(text)));
  expect(counterexample?.[0]).toBe("\u007f");
});
