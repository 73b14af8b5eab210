import { contextValues, isVolatileKey, type RequestContext } from "../context";
import { parseTemplate, variableNames } from "../parsing/template";
import { OPERATORS, type Operator } from "./operators";
import type { Comparison, ComparisonReader } from "./text-comparisons";

/** One key of a `Condition` block under one operator. All conditions of a statement must hold. */
export interface Condition {
  /** As the policy writes it, with prefix and suffix: `ForAnyValue:StringEquals`. */
  readonly operator: string;
  /** As the policy writes it. */
  readonly key: string;
  readonly values: readonly string[];
  /** Whether the outcome may differ between two equal requests of one connection. */
  readonly volatile: boolean;
  readonly holds: (context: RequestContext) => boolean;
}

/** Tells which values of the request's key must satisfy the operator. */
type Quantifier = "all" | "all, or no key" | "any";

const QUANTIFIERS: ReadonlyMap<string, Quantifier> = new Map([
  ["ForAllValues", "all, or no key"],
  ["ForAnyValue", "any"],
]);
const IF_EXISTS = "IfExists";

/**
 * Reads one operator and key. Undefined for an operator that does not exist.
 *
 * If the request lacks the key, the condition does not hold, except with a negated operator, `…IfExists` or
 * `ForAllValues:`. An operator without `ForAllValues:` or `ForAnyValue:` must hold for every value of
 * `iot:ConnectAttributes`, so that `StringEquals LastWill` allows a clean connect "with or without LastWill", as AWS
 * IoT's example says.
 *
 * Assumption: `IfExists` also counts after `ForAnyValue:`, as "any condition operator name except the Null condition"
 * says.
 * @see https://docs.aws.amazon.com/iot/latest/developerguide/connect-policy.html
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
 * @see
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-single-vs-multi-valued-context-keys.html
 * @example
 * readCondition("StringLike", "iot:DomainName", ["*.example.com"], reader)?.holds({ domainName: "mqtt.example.com" });
 * // true
 */
export function readCondition(
  name: string,
  key: string,
  values: readonly string[],
  reader: ComparisonReader,
): Condition | undefined {
  if (name === "Null") return nullCondition(key, values, reader);
  const colon = name.indexOf(":");
  const quantifier = colon < 0 ? "all" : QUANTIFIERS.get(name.slice(0, colon));
  const ifExists = name.endsWith(IF_EXISTS);
  const operator = OPERATORS.get(name.slice(colon + 1, ifExists ? -IF_EXISTS.length : undefined));
  if (quantifier === undefined || operator === undefined) return undefined;
  const comparisons = values.map((value) => operator.read(value, reader));
  const whenAbsent = ifExists || quantifier === "all, or no key" || (quantifier === "all" && operator.negated);
  return {
    operator: name,
    key,
    values,
    volatile: isVolatileKey(key) || values.some((value) => mentionsVolatileKey(value, reader)),
    holds: (context) => {
      const actual = contextValues(context, key);
      if (actual === undefined) return whenAbsent;
      const satisfied = (value: string) => satisfies(value, operator, comparisons, context);
      return quantifier === "any" ? actual.some(satisfied) : actual.every(satisfied);
    },
  };
}

/** Several values in the policy mean "one of"; with a negated operator "none of". */
function satisfies(
  value: string,
  operator: Operator,
  comparisons: readonly Comparison[],
  context: RequestContext,
): boolean {
  return comparisons.some((compare) => compare(value, context)) !== operator.negated;
}

function mentionsVolatileKey(value: string, { variables }: ComparisonReader): boolean {
  // Stryker disable next-line BooleanLiteral: with and without wildcards, the variables are the same.
  return variableNames(parseTemplate(value, { wildcards: false, variables }, () => {})).some(isVolatileKey);
}

/** `Null`: "true" holds where the key is absent or has no value, "false" where it has one. */
function nullCondition(key: string, values: readonly string[], { complain }: ComparisonReader): Condition {
  const wanted = values.map((value) => value.toLowerCase());
  if (wanted.some((value) => value !== "true" && value !== "false")) complain('must be "true" or "false"');
  return {
    operator: "Null",
    key,
    values,
    volatile: false,
    holds: (context) => wanted.includes(String((contextValues(context, key)?.length ?? 0) === 0)),
  };
}
