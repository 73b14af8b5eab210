import { fillPlaceholders, hasStrayBrace, unknownPlaceholders } from "../../../config/groups/placeholders";

describe("fillPlaceholders", () => {
  it("fills in every placeholder once, and no placeholder in the values", () => {
    expect(fillPlaceholders("{username}/{clientId}/{username}", { username: "{clientId}", clientId: "$&" })).toBe(
      "{clientId}/$&/{clientId}",
    );
  });

  it("changes nothing else", () => {
    expect(fillPlaceholders("{user}/{ username }", { username: "a", clientId: "b" })).toBe("{user}/{ username }");
  });
});

describe("unknownPlaceholders", () => {
  it("returns the words that are not placeholders, in order", () => {
    expect(unknownPlaceholders("{a}/{username}/{ clientId }/{b}")).toEqual(["a", " clientId ", "b"]);
  });
});

describe("hasStrayBrace", () => {
  it.each([
    ["{username}/{clientId}", false],
    ["a", false],
    ["{username", true],
    ["username}", true],
    ["{{username}}", true],
  ])("of %j is %j", (rule, expected) => {
    expect(hasStrayBrace(rule)).toBe(expected);
  });
});
