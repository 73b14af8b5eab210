import { topicPrefix } from "../../../config/groups/cloud-prnt";

describe("topicPrefix", () => {
  it.each([
    ["star/cloudprnt", "star/cloudprnt"],
    ["a/", "a"],
    ["a//", "a"],
    ["/a", "/a"],
  ])("of %j is %j", (prefix, expected) => {
    expect(topicPrefix(prefix, "x")).toBe(expected);
  });

  it.each(["", "/", "a/#", "a/+", "*", "a?", "$aws"])("may not be %j", (prefix) => {
    expect(() => topicPrefix(prefix, "cloudPrnt.printer")).toThrow(
      new Error(
        `\`cloudPrnt.printer.prefix\` must be a topic without wildcards, got: ${JSON.stringify(prefix)}. Write it like "star/cloudprnt".`,
      ),
    );
  });
});
