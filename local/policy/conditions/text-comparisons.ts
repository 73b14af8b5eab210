import type { RequestContext } from "../context";
import { matchGlob } from "../matching/match-pattern";
import { parseTemplate, resolveTemplate, type Template } from "../parsing/template";

/** Whether one value of the request satisfies the un-negated operator against one value of the policy. */
export type Comparison = (actual: string, context: RequestContext) => boolean;

/** Options for reading a comparison. */
export interface ComparisonReader {
  /** `${…}` is a variable (Version 2012-10-17). */
  readonly variables: boolean;
  /** Reports a value that the operator does not accept, with the rule that it breaks. */
  readonly complain: (rule: string) => void;
}

/** Reads one value of the policy for one operator. */
export type ReadComparison = (expected: string, reader: ComparisonReader) => Comparison;

/**
 * StringEquals: the same text. `*` and `?` are ordinary characters, variables are replaced.
 * @see
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html#Conditions_String
 * @example
 * exactText("${iot:ClientId}", reader)("printer-7", { clientId: "printer-7" }); // true
 */
export const exactText: ReadComparison = (expected, { variables, complain }) => {
  const template = parseTemplate(expected, { wildcards: false, variables }, complain);
  return (actual, context) => matches(template, actual, context);
};

/**
 * StringEqualsIgnoreCase.
 * @example
 * sameTextIgnoringCase("Yes", reader)("yes", {}); // true
 */
export const sameTextIgnoringCase: ReadComparison = (expected, { variables, complain }) => {
  const template = parseTemplate(expected, { wildcards: false, variables }, complain);
  return (actual, context) => {
    const parts = resolveTemplate(template, context);
    // Stryker disable next-line StringLiteral: without wildcards there is one part at most, and nothing to put between.
    return parts !== undefined && parts.join("").toLowerCase() === actual.toLowerCase();
  };
};

/**
 * StringLike: a pattern with `*` and `?`.
 * @example
 * likeText("printer-*", reader)("printer-7", {}); // true
 */
export const likeText: ReadComparison = (expected, { variables, complain }) => {
  const template = parseTemplate(expected, { wildcards: true, variables }, complain);
  return (actual, context) => matches(template, actual, context);
};

/** Number of components of an ARN. The last may contain colons. */
const ARN_COMPONENTS = 6;

/**
 * ArnEquals and ArnLike, which behave identically: each of the six components is compared separately, with `*` and `?`.
 *
 * Assumption: a value that is not an ARN of six components, such as `*`, is compared as one pattern.
 * @see
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html#Conditions_ARN
 * @example
 * likeArn("arn:aws:iot:*:*:topic/a*", reader)("arn:aws:iot:us-east-1:123456789012:topic/a/b", {}); // true
 */
export const likeArn: ReadComparison = (expected, { variables, complain }) => {
  const components = arnComponents(expected).map((text) =>
    parseTemplate(text, { wildcards: true, variables }, complain),
  );
  return (actual, context) => {
    const values = components.length === ARN_COMPONENTS ? arnComponents(actual) : [actual];
    return (
      values.length === components.length &&
      components.every((part, at) => matches(part, values[at] as string, context))
    );
  };
};

/** A colon, or a variable: colons inside a variable are no separators. */
const COLON_OR_VARIABLE = /:|\$\{[^}]*\}/g;

/** Splits at the first five colons outside `${…}`; a text with fewer colons stays whole. */
function arnComponents(text: string): readonly string[] {
  const found = [...text.matchAll(COLON_OR_VARIABLE)].filter(([what]) => what === ":").map(({ index }) => index);
  const colons = found.slice(0, ARN_COMPONENTS - 1);
  if (colons.length < ARN_COMPONENTS - 1) return [text];
  return [-1, ...colons].map((colon, at) => text.slice(colon + 1, colons[at]));
}

function matches(template: Template, actual: string, context: RequestContext): boolean {
  const parts = resolveTemplate(template, context);
  return parts !== undefined && matchGlob(parts, actual);
}
