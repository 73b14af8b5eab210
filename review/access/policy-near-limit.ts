import { groupStatements, longestArnPrefix, PolicyTooLarge, packDocuments } from "../../config/groups";
import { LIMITS } from "../../lambda/contract";
import type { ReviewedGroup } from "./reviewed-access-map";

/** How much of AWS's limit may be used before somebody should know. */
const THRESHOLD = 0.9;

/** How close a group's policy comes to what AWS accepts: documents of 10, or one rule that nearly fills a document of its own. */
export type NearLimit = { readonly documents: number } | "one-rule";

/**
 * Whether a group's policy, with the longest names, is within 10 % of what AWS accepts from an authorizer.
 * @see https://docs.aws.amazon.com/iot/latest/developerguide/custom-auth-lambda.html
 */
export function policyNearLimit(group: ReviewedGroup, region: string): NearLimit | undefined {
  const prefix = longestArnPrefix(region);
  const documents = documentsNeeded(group, prefix);
  if (documents === "one-rule" || documents >= LIMITS.policyDocuments * THRESHOLD) {
    return documents === "one-rule" ? documents : { documents };
  }
  // A document of one rule holds the prefix once, so a longer prefix stands for the characters that are to be left.
  const spare = Math.floor(LIMITS.policyDocumentCharacters * (1 - THRESHOLD));
  return documentsNeeded(group, prefix.padEnd(prefix.length + spare, "x")) === "one-rule" ? "one-rule" : undefined;
}

function documentsNeeded(group: ReviewedGroup, prefix: string): number | "one-rule" {
  try {
    return packDocuments(groupStatements(group), prefix).length;
  } catch (error) {
    if (!(error instanceof PolicyTooLarge)) throw error;
    return error.documents ?? "one-rule";
  }
}
