import type { z } from "zod";
import type { Operation, OperationDefinition } from "./operation";
import { validate } from "./validate";

/**
 * Makes an operation whose input is checked before it runs.
 * @example
 * defineOperation({ name: "DescribeAuthorizer", method: "GET", path: "/authorizer/{authorizerName}", input, run });
 */
export function defineOperation<Schema extends z.ZodType>({
  input,
  run,
  ...rest
}: OperationDefinition<Schema>): Operation {
  return { ...rest, run: async (members, context) => run(validate(input, members), context) };
}
