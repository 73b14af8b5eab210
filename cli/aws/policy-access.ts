/** What a policy allows or denies, for a person to read. */
export interface PolicyAccess {
  /** `may` or `may not`. */
  readonly may: boolean;
  /** `connect as`, `publish to`, …; for any other action, its name in the policy. */
  readonly action: string;
  /** Client id, topic or topic filter, where `*` stands for anything. */
  readonly resource: string;
  /** Whether conditions restrict it further. */
  readonly conditional: boolean;
}

/** Name of each action in messages, in the order in which the actions are printed. */
const ACTIONS: Readonly<Record<string, string>> = {
  "iot:connect": "connect as",
  "iot:publish": "publish to",
  "iot:retainpublish": "publish retained to",
  "iot:subscribe": "subscribe to",
  "iot:receive": "receive",
  "iot:*": "do anything with",
  "*": "do anything with",
};
const ORDER = [...new Set(Object.values(ACTIONS))];

type Statement = Readonly<Record<string, unknown>>;

/**
 * Lists what AWS IoT policies allow, then what they deny.
 * @param documents JSON texts, as AWS returns them
 * @see https://docs.aws.amazon.com/iot/latest/developerguide/iot-policy-actions.html
 */
export function policyAccess(documents: readonly string[]): PolicyAccess[] {
  const all = documents.flatMap((document) =>
    list((JSON.parse(document) as Statement).Statement).flatMap((statement) => accessOf(statement as Statement)),
  );
  const unique = new Map(all.map((access) => [JSON.stringify(access), access]));
  return [...unique.values()].sort((a, b) => rank(a) - rank(b));
}

function accessOf(statement: Statement): PolicyAccess[] {
  const may = statement.Effect === "Allow";
  const conditional = statement.Condition !== undefined;
  const actions = [...("NotAction" in statement ? ["*"] : list(statement.Action))].map(String);
  return actions.flatMap((action) =>
    list(statement.Resource ?? "*").map((resource) => ({
      may,
      action: ACTIONS[action.toLowerCase()] ?? action,
      resource: withoutArn(String(resource)),
      conditional: conditional || "NotAction" in statement,
    })),
  );
}

function rank({ may, action }: PolicyAccess): number {
  const place = ORDER.indexOf(action);
  return (may ? 0 : 100) + (place === -1 ? ORDER.length : place);
}

function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [value];
}

/** Returns `a/b` for `arn:aws:iot:eu-west-1:123456789012:topic/a/b`; any other text unchanged. */
function withoutArn(resource: string): string {
  return /^arn:[^:]*:iot:[^:]*:[^:]*:(?:client|topic|topicfilter)\/(.*)$/s.exec(resource)?.[1] ?? resource;
}
