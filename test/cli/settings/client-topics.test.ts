import { filtersOverlap } from "../../../cli/settings/client-topics";

describe("two topic filters", () => {
  it.each([
    ["a/b", "a/b"],
    ["a/#", "a/b/c"],
    ["a/#", "a"],
    ["#", "x"],
    ["a/+", "a/b"],
    ["a/+/c", "+/b/c"],
    ["a/+/#", "a/b"],
    ["+", "#"],
  ])("%s and %s share a topic", (a, b) => {
    expect(filtersOverlap(a, b)).toBe(true);
    expect(filtersOverlap(b, a)).toBe(true);
  });

  it.each([
    ["a/b", "a/c"],
    ["a/+", "a/b/c"],
    ["a/#", "b/#"],
    ["a", "a/b"],
    ["+", "a/b"],
    ["a/+/c", "a/b/d"],
  ])("%s and %s share no topic", (a, b) => {
    expect(filtersOverlap(a, b)).toBe(false);
    expect(filtersOverlap(b, a)).toBe(false);
  });
});
