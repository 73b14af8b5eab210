import { didYouMean, nearest } from "../../../config/text/nearest-name";

describe("nearest", () => {
  it.each([
    ["setAsDefalt", "setAsDefault"],
    ["SETASDEFAULT", "setAsDefault"],
    ["nmae", "name"],
    ["takeover", "takeOver"],
    ["memory", "memorySize"],
    ["takeOverNow", "takeOver"],
  ])("takes %s for %s", (word, expected) => {
    expect(nearest(word, ["name", "setAsDefault", "takeOver", "memorySize"])).toBe(expected);
  });

  it("prefers the nearest of several that are near", () => {
    expect(nearest("servers", ["server", "serve", "servers-2"])).toBe("server");
  });

  it("does not guess when nothing is near", () => {
    expect(nearest("colour", ["name", "setAsDefault"])).toBeUndefined();
    expect(nearest("x", [])).toBeUndefined();
  });
});

describe("didYouMean", () => {
  it("names the guess and all that is known", () => {
    expect(didYouMean("printrs", ["printers", "servers"])).toBe(
      'Did you mean "printers"? Known: "printers", "servers".',
    );
  });

  it("names all that is known when there is no guess", () => {
    expect(didYouMean("cars", ["printers", "servers"])).toBe('Known: "printers", "servers".');
  });

  it("says so when nothing is known", () => {
    expect(didYouMean("x", [])).toBe("None is known here.");
  });
});
