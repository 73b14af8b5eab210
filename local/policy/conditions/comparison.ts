import type { RequestContext } from "../context";

/** Whether one value of the request satisfies the un-negated operator against one value of the policy. */
export type Comparison = (actual: string, context: RequestContext) => boolean;

/** What a comparison needs while it is read. */
export interface ComparisonReader {
  /** `${…}` is a variable (Version 2012-10-17). */
  readonly variables: boolean;
  /** Reports a value that the operator does not take. */
  readonly complain: (rule: string) => void;
}

/** Reads one value of the policy for one operator. */
export type ReadComparison = (expected: string, reader: ComparisonReader) => Comparison;
