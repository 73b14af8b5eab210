import { z } from "zod";

const actions = z.array(z.enum(["no-op", "create", "read", "update", "delete", "forget"]));

const resourceChange = z.object({
  address: z.string(),
  mode: z.enum(["managed", "data"]),
  action_reason: z.string().optional(),
  change: z.object({ actions, before: z.unknown(), after: z.unknown(), importing: z.unknown().optional() }),
});

/** A condition that Terraform checked while it planned. */
const check = z.object({
  address: z.object({ to_display: z.string() }),
  status: z.string(),
});

/** The state before the apply, including the data sources that Terraform read while it planned. */
const priorState = z
  .object({
    values: z
      .object({
        root_module: z
          .object({
            resources: z.array(
              z.object({ address: z.string(), values: z.object({ account_id: z.unknown() }).partial().optional() }),
            ),
          })
          .partial(),
      })
      .partial(),
  })
  .partial();

const constantText = z.object({ constant_value: z.unknown() }).partial();

/**
 * The parts of a plan that a review's sentences are made from. Everything else is dropped here, so that it cannot get
 * into a sentence.
 * @see https://developer.hashicorp.com/terraform/internals/json-format#plan-representation
 */
export const planSchema = z.object({
  /** The only major version is 1; minor versions only add members. */
  format_version: z.string(),
  errored: z.boolean().optional(),
  /** `false` for a plan of some resources only, as with `-target`. Terraform 1.8 and later write it. */
  complete: z.boolean().optional(),
  variables: z.record(z.string(), z.object({ value: z.unknown() })).optional(),
  resource_changes: z.array(resourceChange).default([]),
  resource_drift: z.array(resourceChange).default([]),
  checks: z.array(check).default([]),
  prior_state: priorState.optional(),
  configuration: z.object({
    provider_config: z
      .object({
        aws: z
          .object({
            expressions: z.object({ region: constantText, allowed_account_ids: constantText }).partial().optional(),
          })
          .optional(),
      })
      .optional(),
    root_module: z.object({
      resources: z
        .array(
          z.object({
            address: z.string(),
            expressions: z.object({ function_name: constantText, policy: constantText }).partial().optional(),
          }),
        )
        .default([]),
    }),
  }),
});

/** The parts of a Terraform plan that a review reads. */
export type Plan = z.output<typeof planSchema>;
/** The planned change of one resource. */
export type ResourceChange = z.output<typeof resourceChange>;

/**
 * Thrown for a file that cannot be reviewed: it is not JSON, not from `terraform show -json`, or the plan of a stack
 * that this project did not make. The message never quotes the file's content, which is untrusted.
 */
export class PlanFileError extends Error {
  constructor(message: string) {
    super(message);
    this.name = "PlanFileError";
  }
}

/** What to do instead, for all messages about such files. */
export const HOW_TO_MAKE_ONE =
  "Make one in cdktf.out/stacks/<stack>: terraform plan -out=tfplan && terraform show -json tfplan > plan.json";
