import { CompiledPolicy } from "../matching/compiled-policy";
import { MalformedPolicyError, Problems } from "./malformed-policy";
import { parseStatement } from "./parse-statement";
import { isObject, refuseUnknownMembers } from "./policy-json";
import type { Statement } from "./statement";

const MEMBERS = ["Version", "Statement"];
/** The version of the policy language that has variables. */
const WITH_VARIABLES = "2012-10-17";
const VERSIONS: readonly unknown[] = ["2008-10-17", WITH_VARIABLES];

/**
 * Reads policy documents, as an authorizer returns them or as CreatePolicy accepts them: objects, or their JSON text.
 *
 * Assumption: AWS IoT follows IAM where its own pages are silent ("They follow the same conventions as IAM policies"):
 * a document without `Version` is of version 2008-10-17, in which `${…}` is ordinary text; a `Sid` is unique in its
 * document; `Id` and `Principal` are refused; `NotAction` works.
 * @param documents all documents that apply to the client; an empty list allows nothing
 * @param path name of the list in messages
 * @throws MalformedPolicyError with every problem
 * @see https://docs.aws.amazon.com/iot/latest/developerguide/iot-policies.html
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html
 * @example
 * const policy = parsePolicy([{
 *   Version: "2012-10-17",
 *   Statement: [{ Effect: "Allow", Action: "iot:Publish", Resource: "arn:aws:iot:us-east-1:123456789012:topic/a/*" }],
 * }]);
 */
export function parsePolicy(documents: readonly unknown[], path = "policyDocuments"): CompiledPolicy {
  const problems = new Problems();
  const statements: Statement[] = [];
  for (const [document, content] of documents.entries()) {
    for (const statement of parseDocument(content, `${path}[${document}]`, problems)) {
      statements.push({ ...statement, order: statements.length, document });
    }
  }
  if (problems.list.length > 0) throw new MalformedPolicyError(problems.list);
  return new CompiledPolicy(statements);
}

function parseDocument(content: unknown, path: string, problems: Problems): Omit<Statement, "order" | "document">[] {
  const value = typeof content === "string" ? parseJson(content) : content;
  if (!isObject(value)) {
    problems.add(path, "must be a JSON object", content);
    // Stryker disable next-line ArrayDeclaration: a problem was added, so that nothing of the policy is used.
    return [];
  }
  refuseUnknownMembers(value, MEMBERS, path, problems);
  const { Version: version, Statement: statement } = value;
  if (version !== undefined && !VERSIONS.includes(version)) {
    problems.add(`${path}.Version`, `must be "${WITH_VARIABLES}" or "2008-10-17"`, version);
  }
  const list: readonly unknown[] = Array.isArray(statement) ? statement : [statement];
  if (statement === undefined || list.length === 0) {
    problems.add(`${path}.Statement`, "must hold at least one statement");
    // Stryker disable next-line ArrayDeclaration: a problem was added, so that nothing of the policy is used.
    return [];
  }
  const sids = new Set<string>();
  return list.flatMap((entry, index) => {
    const place = Array.isArray(statement) ? `${path}.Statement[${index}]` : `${path}.Statement`;
    const parsed = parseStatement(entry, { path: place, variables: version === WITH_VARIABLES, problems, sids });
    // Stryker disable next-line ConditionalExpression,ArrayDeclaration: a problem was added, so that nothing of the
    // policy is used.
    return parsed === undefined ? [] : [{ ...parsed, index }];
  });
}

function parseJson(text: string): unknown {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    // The caller reports undefined as a problem.
  }
  return value;
}

/**
 * Parsed policies by their documents' text: a fleet's clients have few different policies, and parsing costs more than
 * a look-up.
 */
const known = new Map<string, CompiledPolicy>();
const KNOWN_MAX = 512;

/**
 * Returns the policy of documents, from the cache if it has them.
 * @param documents each is the text of one JSON object
 * @throws MalformedPolicyError
 */
export function readPolicyDocuments(documents: readonly string[]): CompiledPolicy {
  // Each document is one JSON object, so different lists of documents have different texts.
  const text = documents.join("\n");
  const found = known.get(text);
  if (found !== undefined) return found;
  const policy = parsePolicy(documents);
  const [oldest] = known.size >= KNOWN_MAX ? known.keys() : [];
  if (oldest !== undefined) known.delete(oldest);
  known.set(text, policy);
  return policy;
}
