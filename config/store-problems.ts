import { isObject } from "./merge";
import type { Problem } from "./problem";

/** What is wrong with a store's settings together with others: a key of another Region, which DynamoDB cannot use. */
export function storeProblems({ store, region }: Record<string, unknown>): readonly Problem[] {
  const got = isObject(store) ? store.kmsKeyArn : undefined;
  const [, itsRegion] = /^arn:[^:]+:kms:([^:]+):/.exec(String(got)) ?? [];
  if (itsRegion === undefined || typeof region !== "string" || itsRegion === region) return [];
  return [
    {
      path: "store.kmsKeyArn",
      must: `be a key in ${region}, the stack's Region`,
      got,
      remedy:
        "DynamoDB takes keys of its own Region only; make one there, and in a configuration with stages, set kmsKeyArn in each.",
    },
  ];
}
