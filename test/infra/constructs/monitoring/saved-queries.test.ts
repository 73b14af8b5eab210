import { synthesized } from "./synthesized";

const queries = Object.values(synthesized({ savedQueries: true }).aws_cloudwatch_query_definition ?? {});

describe("SavedQueries", () => {
  it("are in a folder named after the stack", () => {
    expect(queries.map(({ name }) => name)).toEqual([
      "fleet/decisions about one device",
      "fleet/refusals by reason",
      "fleet/slowest verifications",
    ]);
  });

  it("query only the stack's own log", () => {
    expect(queries.map(({ log_group_names: names }) => names)).toEqual(queries.map(() => ["/aws/lambda/fleet"]));
  });
});
