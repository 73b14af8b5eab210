import { ADDRESS } from "../../infra/addresses";
import { knownChange } from "./known-resources";
import type { Plan } from "./plan-schema";
import { PlanFileError } from "./plan-schema";

/** The stack and the Region of a plan. */
export interface PlanIdentity {
  /** Name of the stack: `cloudprnt`, or `cloudprnt-prod` for a configuration with stages. */
  readonly stack: string;
  /** AWS Region; empty if the plan does not contain it. */
  readonly region: string;
}

const STACK_NAME = /^[a-z][a-z0-9-]{0,48}$/;

/**
 * Reads the stack and the Region of a plan. The stack has the name of its function, which a plan contains even if
 * everything is destroyed.
 * @throws {PlanFileError} if the plan does not contain the function's name
 */
export function planIdentity(plan: Plan): PlanIdentity {
  const { before, after } = knownChange(plan, ADDRESS.function);
  const { root_module, provider_config } = plan.configuration;
  const configured = root_module.resources.find(({ address }) => address === ADDRESS.function);
  const stack = after?.function_name ?? before?.function_name ?? configured?.expressions?.function_name?.constant_value;
  if (typeof stack !== "string" || !STACK_NAME.test(stack)) {
    throw new PlanFileError("It is no plan of a stack made here: its function is not called like a stack.");
  }
  const region = provider_config?.aws?.expressions?.region?.constant_value;
  return { stack, region: typeof region === "string" && /^[a-z0-9-]{1,32}$/.test(region) ? region : "" };
}
