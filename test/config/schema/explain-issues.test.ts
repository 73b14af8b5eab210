import { z } from "zod";
import { describeProblem } from "../../../config/problem";
import { explainIssues } from "../../../config/schema/explain-issues";
import { packRule } from "../../../config/schema/setting-fields";

const rule = (name: string, hidden?: boolean) => ({
  error: packRule({ must: `follow ${name}`, remedy: "Do so.", ...(hidden ? { hidden } : {}) }),
});

/** Returns the messages about a value that does not match a schema. */
function explained(schema: z.ZodType, value: unknown): string[] {
  const { error } = schema.safeParse(value);
  return explainIssues(error?.issues ?? [], value, () => ["known"]).map(describeProblem);
}

describe("explainIssues", () => {
  it("returns a field's path, rule, value and remedy", () => {
    const schema = z.object({ list: z.array(z.object({ a: z.string(rule("A")) })) });
    expect(explained(schema, { list: [{ a: "x" }, { a: 7 }] })).toEqual(["`list[1].a` must follow A, got: 7. Do so."]);
  });

  it("returns the rule of a wrong key, not that of the values or of the record", () => {
    const schema = z.object({
      names: z.record(z.string().regex(/^a/, rule("name")), z.string(rule("value")), rule("record")),
    });
    expect(explained(schema, { names: { b: "x" } })).toEqual(['`names.b` must follow name, got: "b". Do so.']);
    expect(explained(schema, { names: { a: 1 } })).toEqual(["`names.a` must follow value, got: 1. Do so."]);
    expect(explained(schema, { names: 1 })).toEqual(["`names` must follow record, got: 1. Do so."]);
  });

  it("reports the whole object if no alternative matches", () => {
    const options = [z.object({ type: z.literal("a") }), z.object({ type: z.literal("b") })] as const;
    const schema = z.object({ one: z.discriminatedUnion("type", [...options], rule("types")) });
    expect(explained(schema, { one: { type: "c" } })).toEqual(['`one` must follow types, got: {"type":"c"}. Do so.']);
  });

  it("hides a value whose rule says so", () => {
    expect(explained(z.object({ key: z.string().min(9, rule("K", true)) }), { key: "hush" })).toEqual([
      "`key` must follow K, got: 4 characters (not shown). Do so.",
    ]);
  });

  it("returns a general rule for a field without its own rule", () => {
    const schema = z.object({ a: z.object({}), b: z.array(z.string()), c: z.string().min(1) });
    expect(explained(schema, { a: 1, b: 2, c: "" })).toEqual([
      "`a` must be an object, got: 1. See docs/configuration.md.",
      "`b` must be an array, got: 2. See docs/configuration.md.",
      expect.stringMatching(/^`c` must be valid \(.+\), got: ""\. See docs\/configuration\.md\.$/),
    ]);
  });

  it("calls the top level the configuration", () => {
    expect(explained(z.object({}), 7)).toEqual([
      "`configuration` must be an object, got: 7. See docs/configuration.md.",
    ]);
  });

  it("reports each unknown setting", () => {
    expect(explained(z.strictObject({}), { knwon: 1, other: 2 })).toEqual([
      '`knwon` must be a known setting, got: "knwon". Did you mean "known"? Known: "known".',
      '`other` must be a known setting, got: "other". Known: "known".',
    ]);
  });
});
