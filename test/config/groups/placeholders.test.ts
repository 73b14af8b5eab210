import { fillPlaceholders, hasStrayBrace, unknownPlaceholders } from "../../../config/groups/placeholders";

describe("fillPlaceholders", () => {
  it("fills every placeholder, and not again what it filled in", () => {
    expect(fillPlaceholders("{username}/{clientId}/{username}", { username: "{clientId}", clientId: "$&" })).toBe(
      "{clientId}/$&/{clientId}",
    );
  });

  it("leaves everything else alone", () => {
    expect(fillPlaceholders("{user}/{ username }", { username: "a", clientId: "b" })).toBe("{user}/{ username }");
  });
});

describe("unknownPlaceholders", () => {
  it("names those that are none, in order", () => {
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
