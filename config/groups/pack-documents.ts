import { LIMITS, type PolicyDocument, type PolicyStatement } from "../../lambda/contract";
import { fillPlaceholders } from "./placeholders";

/** The longest values that a login can fill in. Quotation marks in a client id are escaped in JSON, which doubles their length. */
const WORST_NAMES = { username: "u".repeat(128), clientId: '"'.repeat(LIMITS.clientIdBytes) };

/** A group's policy is larger than AWS accepts from an authorizer. */
export class PolicyTooLarge extends Error {
  constructor(
    /** How many documents the policy needs; `undefined` if a single rule is too long for a document. */
    readonly documents: number | undefined,
    /** Length of a document with only the rule that is too long, in characters. */
    readonly characters?: number,
  ) {
    super("policy too large");
    this.name = "PolicyTooLarge";
  }
}

/**
 * Distributes statements over as few documents as possible, each within AWS's limit even with the longest names.
 * @param arnPrefix The longest prefix that the handler can put before a resource
 * @throws {PolicyTooLarge} if the worst case exceeds 10 documents of 2,048 characters
 * @see https://docs.aws.amazon.com/iot/latest/developerguide/custom-auth-lambda.html
 */
export function packDocuments(statements: readonly PolicyStatement[], arnPrefix: string): PolicyDocument[] {
  const documents: PolicyStatement[][] = [[]];
  for (const statement of statements) {
    for (const resource of statement.Resource) {
      const current = documents[documents.length - 1] ?? [];
      const grown = addResource(current, statement, resource);
      if (worstLength(grown, arnPrefix) <= LIMITS.policyDocumentCharacters) {
        documents[documents.length - 1] = grown;
        continue;
      }
      const alone = addResource([], statement, resource);
      const characters = worstLength(alone, arnPrefix);
      if (characters > LIMITS.policyDocumentCharacters) throw new PolicyTooLarge(undefined, characters);
      documents.push(alone);
    }
  }
  if (documents.length > LIMITS.policyDocuments) throw new PolicyTooLarge(documents.length);
  return documents.map(asDocument);
}

function addResource(
  statements: readonly PolicyStatement[],
  like: PolicyStatement,
  resource: string,
): PolicyStatement[] {
  const last = statements.at(-1);
  if (last && last.Action[0] === like.Action[0]) {
    return [...statements.slice(0, -1), { ...last, Resource: [...last.Resource, resource] }];
  }
  return [...statements, { ...like, Resource: [resource] }];
}

function worstLength(statements: readonly PolicyStatement[], arnPrefix: string): number {
  const filled = statements.map((statement) => ({
    ...statement,
    Resource: statement.Resource.map((resource) => arnPrefix + fillPlaceholders(resource, WORST_NAMES)),
  }));
  return JSON.stringify(asDocument(filled)).length;
}

function asDocument(statements: readonly PolicyStatement[]): PolicyDocument {
  return { Version: "2012-10-17", Statement: statements };
}
