import { DECISION_QUERIES } from "../../infra/deployed-names";
import type { DecisionLog } from "../../lambda/contract";

/** Every member of a line of the decision log. */
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
/** Keywords of the query language, and names that the queries define. */
const LANGUAGE = ["filter", "and", "fields", "stats", "count", "as", "by", "sort", "desc", "limit", "refusals"];

describe.each(Object.entries(DECISION_QUERIES))("the query for %s", (_, query) => {
  it("uses only members of the decision log", () => {
    const words = query.replaceAll(/"[^"]*"|@timestamp/g, "").match(/[A-Za-z]+/g) ?? [];
    expect(words.filter((word) => !LANGUAGE.includes(word) && !Object.hasOwn(LOGGED, word))).toEqual([]);
  });

  it("reads only decisions", () => {
    expect(query).toContain('filter event = "decision"');
  });
});
