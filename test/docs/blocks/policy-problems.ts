const KEYS = ["Sid", "Effect", "Principal", "Action", "NotAction", "Resource", "NotResource", "Condition"];
const ACTION = /^(\*|[a-z0-9-]+:[A-Za-z0-9*?]+)$/;
const RESOURCE = /^(\*|arn:(aws[a-z-]*|\*):[a-z0-9-]+:\S*)$/;
const OPERATOR =
  /^(ForAllValues:|ForAnyValue:)?(String(Not)?(Equals(IgnoreCase)?|Like)|Arn(Not)?(Equals|Like)|Numeric(Not)?Equals|Numeric(Less|Greater)Than(Equals)?|Date(Not)?Equals|Date(Less|Greater)Than(Equals)?|Bool|BinaryEquals|(Not)?IpAddress)(IfExists)?$|^Null$/;
const CONDITION_KEY = /^[A-Za-z0-9.-]+:\S+$/;

type Statement = Readonly<Record<string, unknown>>;

/**
 * Returns the parts of a policy document that IAM's grammar does not allow; empty if there are none.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html
 */
export function policyProblems(policy: object): string[] {
  const { Version, Statement: statements } = policy as { Version?: unknown; Statement?: unknown };
  return [
    ...(Version === "2012-10-17" ? [] : ["Version"]),
    ...[statements]
      .flat()
      .flatMap((one, index) =>
        statementProblems(one as Statement).map((problem) => `statement ${index + 1}: ${problem}`),
      ),
  ];
}

function statementProblems(statement: Statement): string[] {
  const { Effect, Action, NotAction, Resource, NotResource, Principal, Condition = {} } = statement;
  const resources = Resource ?? NotResource;
  return [
    ...Object.keys(statement).flatMap((key) => (KEYS.includes(key) ? [] : [`unknown ${key}`])),
    ...(Effect === "Allow" || Effect === "Deny" ? [] : ["Effect"]),
    ...(areAll(Action ?? NotAction, ACTION) ? [] : ["Action"]),
    ...(resources === undefined || areAll(resources, RESOURCE) ? [] : ["Resource"]),
    ...(resources === undefined && Principal === undefined ? ["neither Resource nor Principal"] : []),
    ...Object.entries(Condition as object).flatMap(([operator, keys]) => [
      ...(OPERATOR.test(operator) ? [] : [`condition ${operator}`]),
      ...Object.keys(keys as object).flatMap((key) => (CONDITION_KEY.test(key) ? [] : [`condition key ${key}`])),
    ]),
  ];
}

function areAll(value: unknown, pattern: RegExp): boolean {
  const list = [value].flat();
  return list.length > 0 && list.every((one) => typeof one === "string" && pattern.test(one));
}
