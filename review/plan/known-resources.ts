import type { z } from "zod";
import { ADDRESS } from "../../infra/addresses";
import { VALUES_BY_ADDRESS, VALUES_BY_TYPE } from "./known-values";
import type { Plan, ResourceChange } from "./plan-schema";
import { PlanFileError } from "./plan-schema";

/** Address of the access map, the resource that records who may do what, see `infra/access-map.ts`. */
export const ACCESS_MAP = ADDRESS.accessMap;

type ByAddress = typeof VALUES_BY_ADDRESS;
type ByType = typeof VALUES_BY_TYPE;

/** The planned change of a resource. */
export interface KnownChange<T> {
  readonly actions: readonly string[];
  /** Left out if the resource does not exist yet, or is not in the plan. */
  readonly before?: T;
  /** Left out if the resource is destroyed, or is not in the plan. */
  readonly after?: T;
}

/** The values that a review reads of one of a stack's own resources. */
export type KnownValues<A extends keyof ByAddress> = z.output<ByAddress[A]>;
/** The planned change of one of several resources of a type. */
export type ChangeOfType<T extends keyof ByType> = KnownChange<z.output<ByType[T]>> & { readonly address: string };

/**
 * Returns the planned change of one of a stack's own resources.
 * @param among `resource_drift` has the changes that others made since the last apply
 * @throws {PlanFileError} if a value has the wrong type
 * @example knownChange(plan, "aws_iot_authorizer.authorizer").after?.status // "ACTIVE"
 */
export function knownChange<A extends keyof ByAddress>(
  plan: Plan,
  address: A,
  among: "resource_changes" | "resource_drift" = "resource_changes",
): KnownChange<KnownValues<A>> {
  const found = plan[among].find((resource) => resource.mode === "managed" && resource.address === address);
  return found ? changeOf<KnownValues<A>>(found, VALUES_BY_ADDRESS[address]) : { actions: [] };
}

/**
 * Returns the planned changes of the resources of a type, including resources that stay as they are.
 * @throws {PlanFileError} if a value has the wrong type
 * @example changesOfType(plan, "aws_cloudwatch_metric_alarm")[0]?.after?.threshold // 1
 */
export function changesOfType<T extends keyof ByType>(plan: Plan, type: T): ChangeOfType<T>[] {
  return plan.resource_changes
    .filter(({ mode, address }) => mode === "managed" && address.startsWith(`${type}.`))
    .map((found) => ({ address: found.address, ...changeOf<z.output<ByType[T]>>(found, VALUES_BY_TYPE[type]) }));
}

/** Whether a resource is destroyed and not created again. A resource that Terraform only forgets stays in AWS. */
export function isDestroyed({ actions }: Pick<KnownChange<unknown>, "actions">): boolean {
  return actions.includes("delete") && !actions.includes("create");
}

/** Whether a resource is destroyed and created again, in either order. */
export function isReplaced({ actions }: Pick<KnownChange<unknown>, "actions">): boolean {
  return actions.includes("delete") && actions.includes("create");
}

function changeOf<T>({ address, change }: ResourceChange, values: z.ZodType): KnownChange<T> {
  const { actions, before, after } = change;
  return {
    actions,
    ...(isThere(before) ? { before: read<T>(address, values, before, "before") } : {}),
    ...(isThere(after) ? { after: read<T>(address, values, after, "after") } : {}),
  };
}

function isThere(value: unknown): boolean {
  return value !== null && value !== undefined;
}

function read<T>(address: string, values: z.ZodType, value: unknown, when: string): T {
  const { data, error } = values.safeParse(value);
  if (error) {
    const path = [address, "change", when, ...(error.issues[0]?.path ?? [])].map(String).slice(0, 5).join(".");
    throw new PlanFileError(`It is no plan of a stack made here: ${path} is not what it should be.`);
  }
  return data as T;
}
