import { z } from "zod";
import { PlanFileError } from "./errors";
import type { Plan, ResourceChange } from "./plan-schema";

/** Address of the resource that says who may do what, see `infra/access-map.ts`. */
export const ACCESS_MAP = "terraform_data.access_map";

const group = z.object({
  clientIds: z.array(z.string()),
  publish: z.array(z.string()),
  subscribe: z.array(z.string()),
  retain: z.array(z.string()),
  disconnectAfterSeconds: z.number(),
  refreshAfterSeconds: z.number(),
});

const accessMap = z.object({
  groups: z.record(z.string(), group),
  users: z.record(z.string(), z.string()).nullish(),
  userCounts: z.record(z.string(), z.object({ users: z.number(), digest: z.string() })).nullish(),
});

const stepInput = z.object({
  authorizerArn: z.string().nullish(),
  takeOver: z.boolean().nullish(),
  accountId: z.string().nullish(),
});

/** The resources of a stack that a review looks into, and the values it reads there. All may be unknown until the apply. */
const KNOWN = {
  [ACCESS_MAP]: z.object({ input: accessMap }),
  "aws_iot_authorizer.authorizer": z.object({
    arn: z.string().nullish(),
    name: z.string().nullish(),
    status: z.string().nullish(),
    signing_disabled: z.boolean().nullish(),
    token_signing_public_keys: z.record(z.string(), z.string()).nullish(),
  }),
  "aws_lambda_function.authorizer": z.object({
    arn: z.string().nullish(),
    function_name: z.string().nullish(),
    source_code_hash: z.string().nullish(),
    reserved_concurrent_executions: z.number().nullish(),
  }),
  "aws_lambda_permission.invoke": z.object({ source_account: z.string().nullish() }),
  "aws_cloudwatch_log_group.authorizer": z.object({ retention_in_days: z.number().nullish() }),
  "terraform_data.default_set[0]": z.object({ input: stepInput }),
  "terraform_data.default_release[0]": z.object({ input: stepInput }),
} as const;

type Known = typeof KNOWN;
/** A group as the access map holds it. */
export type ReviewedGroup = z.output<typeof group>;
/** The access map as a plan holds it. */
export type ReviewedAccessMap = z.output<typeof accessMap>;

/** What a plan does to a resource. */
export interface KnownChange<T> {
  readonly actions: readonly string[];
  /** Left out before the resource exists, or when there is none in the plan. */
  readonly before?: T;
  /** Left out once the resource is destroyed. */
  readonly after?: T;
}

/**
 * What a plan does to one of a stack's own resources.
 * @param among `resource_drift` tells what others did since the last apply
 * @throws {PlanFileError} if a value is not of the kind it must be
 * @example knownChange(plan, "aws_iot_authorizer.authorizer").after?.status // "ACTIVE"
 */
export function knownChange<A extends keyof Known>(
  plan: Plan,
  address: A,
  among: "resource_changes" | "resource_drift" = "resource_changes",
): KnownChange<z.output<Known[A]>> {
  const found = plan[among].find((resource) => resource.mode === "managed" && resource.address === address);
  if (!found) return { actions: [] };
  const { actions, before, after } = found.change;
  return {
    actions,
    ...(isThere(before) ? { before: read(address, before, "before") } : {}),
    ...(isThere(after) ? { after: read(address, after, "after") } : {}),
  };
}

function isThere(value: ResourceChange["change"]["before"]): boolean {
  return value !== null && value !== undefined;
}

function read<A extends keyof Known>(address: A, value: unknown, when: string): z.output<Known[A]> {
  const { data, error } = KNOWN[address].safeParse(value);
  if (error) {
    const path = [address, "change", when, ...(error.issues[0]?.path ?? [])].map(String).slice(0, 5).join(".");
    throw new PlanFileError(`It is no plan of a stack made here: ${path} is not what it should be.`);
  }
  return data as z.output<Known[A]>;
}
