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

/**
 * Output of `iot-auth review --json`. New versions only add members and keep the codes of warnings; the texts of
 * warnings may change.
 */
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
    .describe("In place of users, if there are more than 200."),
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
    .describe("Changes of users, if there are more than 200: users with the same change are counted together."),
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
    .describe(
      "Differences between the plan and this project's synthesis of the configuration; each makes access widen.",
    ),
  packageChanges: z.boolean(),
  planFile: z
    .strictObject({ sha256: z.string().regex(/^[0-9a-f]{64}$/) })
    .optional()
    .describe("With --plan-file: the digest that the applied plan file must have."),
});

/** Converts a review to the output of `iot-auth review --json`: the sentences of warnings become plain text. */
export function reviewJson({ warnings, ...review }: Review): z.output<typeof reviewJsonSchema> {
  return reviewJsonSchema.parse({
    ...review,
    warnings: warnings.map(({ code, sentence, widens }) => ({ code, text: text(sentence), widens: widens === true })),
  });
}

/** Returns the JSON Schema of {@link reviewJson} as text. It is published as `schemas/review.schema.json`. */
export function reviewJsonSchemaText(): string {
  return `${JSON.stringify(z.toJSONSchema(reviewJsonSchema), null, 2)}\n`;
}
