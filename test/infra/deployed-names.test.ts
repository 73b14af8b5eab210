import { DECISION_QUERIES } from "../../infra/deployed-names";
import type { DecisionLog } from "../../lambda/contract";

/** Every member that a line of the decision log can have. */
const LOGGED: Readonly<Record<keyof DecisionLog, true>> = {
  event: true,
  outcome: true,
  reason: true,
  user: true,
  group: true,
  clientId: true,
  connectionId: true,
  milliseconds: true,
};
/** Words of the language itself, and names that a query gives. */
const LANGUAGE = ["filter", "and", "fields", "stats", "count", "as", "by", "sort", "desc", "limit", "refusals"];

describe.each(Object.entries(DECISION_QUERIES))("the query for %s", (_, query) => {
  it("asks for nothing that the decision log does not hold", () => {
    const words = query.replaceAll(/"[^"]*"|@timestamp/g, "").match(/[A-Za-z]+/g) ?? [];
    expect(words.filter((word) => !LANGUAGE.includes(word) && !Object.hasOwn(LOGGED, word))).toEqual([]);
  });

  it("looks at decisions only", () => {
    expect(query).toContain('filter event = "decision"');
  });
});
