import { groupStatements, longestArnPrefix, PolicyTooLarge, packDocuments } from "../../config/groups";
import { LIMITS } from "../../lambda/contract";
import type { ReviewedGroup } from "./reviewed-access-map";

/** Part of AWS's limit from which on a warning is given. */
const THRESHOLD = 0.9;

/**
 * A group's policy near AWS's limit: the number of documents (AWS accepts 10), or one rule that nearly fills a
 * document.
 */
export type NearLimit = { readonly documents: number } | "one-rule";

/**
 * Whether a group's policy, with the longest names, is within 10 % of the limits for an authorizer's response.
 * @returns `undefined` if it is not
 * @see https://docs.aws.amazon.com/iot/latest/developerguide/custom-auth-lambda.html
 */
export function policyNearLimit(group: ReviewedGroup, region: string): NearLimit | undefined {
  const prefix = longestArnPrefix(region);
  const documents = documentsNeeded(group, prefix);
  if (documents === "one-rule" || documents >= LIMITS.policyDocuments * THRESHOLD) {
    return documents === "one-rule" ? documents : { documents };
  }
  // A document of one rule contains the prefix once, so lengthening the prefix checks that the spare characters are
  // left.
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
