import { z } from "zod";
import type { Review } from "../review-plan";
import { text } from "./render-review";

const addresses = z.array(z.string());
const time = z.strictObject({ before: z.number(), after: z.number() });
const rule = z.strictObject({
  list: z.enum(["clientIds", "publish", "subscribe", "retain"]),
  rule: z.string(),
  narrower: z.array(z.string()),
});
const rules = z.strictObject({ gained: z.array(rule), lost: z.array(rule), rewritten: z.boolean() });
const user = z.strictObject({ group: z.string(), disabled: z.boolean(), expiresAt: z.string().optional() });
const userChange = z.strictObject({
  name: z.string(),
  before: user.optional(),
  after: user.optional(),
  rules: rules.optional(),
  gains: z.boolean(),
  loses: z.boolean(),
});

/** What `iot-auth review --json` prints. Members are only ever added; codes of warnings stay the same, their texts may not. */
export const reviewJsonSchema = z.strictObject({
  stack: z.string(),
  region: z.string().describe("Empty where the plan does not say."),
  access: z.enum(["widens", "narrows", "unchanged"]).describe("widens: somebody should approve it"),
  resources: z.strictObject({
    add: addresses,
    change: addresses,
    replace: addresses,
    destroy: addresses,
    forget: addresses.describe("leave Terraform's state and stay in AWS"),
  }),
  users: z.array(userChange),
  userCounts: z
    .array(
      z.strictObject({
        group: z.string(),
        before: z.number(),
        after: z.number(),
        added: z.number().optional(),
        removed: z.number().optional(),
      }),
    )
    .describe("In the place of users, above 200 of them."),
  unnamedUsers: z
    .array(
      z.strictObject({
        count: z.number(),
        before: user.optional(),
        after: user.optional(),
        rules: rules.optional(),
        gains: z.boolean(),
        loses: z.boolean(),
      }),
    )
    .describe("What changes for them, above 200 users: those for whom the same changes together."),
  devices: z
    .array(
      userChange.extend({
        certificates: z.strictObject({ before: z.number(), added: z.number(), removed: z.number() }),
      }),
    )
    .describe("Devices with certificates that the configuration names, by the names of their things."),
  groups: z.array(
    z.strictObject({
      name: z.string(),
      kind: z.enum(["new", "removed", "changed"]),
      rules,
      disconnectAfterSeconds: time.optional(),
      refreshAfterSeconds: time.optional(),
      widens: z.boolean(),
      narrows: z.boolean(),
    }),
  ),
  warnings: z.array(z.strictObject({ code: z.string(), text: z.string(), widens: z.boolean() })),
  differences: z
    .array(z.strictObject({ part: z.string(), path: z.string(), problem: z.string() }))
    .describe("Where the plan is not what this project makes of the configuration; any makes access widen."),
  packageChanges: z.boolean(),
  planFile: z
    .strictObject({ sha256: z.string().regex(/^[0-9a-f]{64}$/) })
    .optional()
    .describe("The digest that a plan which is applied must have; with --plan-file."),
});

/** A review for a program: the same, with warnings as a code that stays the same and a text that may not. */
export function reviewJson({ warnings, ...review }: Review): z.output<typeof reviewJsonSchema> {
  return reviewJsonSchema.parse({
    ...review,
    warnings: warnings.map(({ code, sentence, widens }) => ({ code, text: text(sentence), widens: widens === true })),
  });
}

/** The JSON Schema of {@link reviewJson}, as text. Published as `schemas/review.schema.json`. */
export function reviewJsonSchemaText(): string {
  return `${JSON.stringify(z.toJSONSchema(reviewJsonSchema), null, 2)}\n`;
}
