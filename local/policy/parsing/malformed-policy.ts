/** One problem of a policy document. */
export interface PolicyProblem {
  /** Path in the documents: `policyDocuments[0].Statement[1].Effect`. */
  readonly path: string;
  /** The rule and what was found instead: `must be "Allow" or "Deny", got: "allow"`. */
  readonly message: string;
}

/**
 * Thrown for a policy document that AWS would refuse. Holds every problem, each with its path in the document.
 *
 * Assumption: AWS documents `MalformedPolicyException` for policies stored with CreatePolicy; for the same document in
 * an authorizer's response it only says that the connection ends.
 * @see https://docs.aws.amazon.com/iot/latest/apireference/API_CreatePolicy.html
 * @see https://docs.aws.amazon.com/iot/latest/developerguide/custom-auth-lambda.html
 * @example
 * try { parsePolicy([{ Version: "2012-10-17", Statement: [] }]); }
 * catch (error) { (error as MalformedPolicyError).problems[0]?.path; } // "policyDocuments[0].Statement"
 */
export class MalformedPolicyError extends Error {
  override readonly name = "MalformedPolicyError";
  /** AWS's error code. */
  readonly code = "MalformedPolicyException";

  constructor(readonly problems: readonly PolicyProblem[]) {
    super(problems.map(({ path, message }) => `${path} ${message}`).join("\n"));
  }
}

/** Maximum length of a value of the document in a message. */
const SHOWN_CHARACTERS = 80;

/**
 * Collects problems while a document is read, so that all are reported at once.
 * @example
 * const problems = new Problems();
 * problems.add("policyDocuments[0]", "must be an object", 7); // "policyDocuments[0] must be an object, got: 7"
 */
export class Problems {
  readonly list: PolicyProblem[] = [];

  add(path: string, rule: string, got?: unknown): void {
    this.list.push({ path, message: got === undefined ? rule : `${rule}, got: ${shown(got)}` });
  }
}

function shown(value: unknown): string {
  const text = JSON.stringify(value) ?? String(value);
  return text.length > SHOWN_CHARACTERS ? `${text.slice(0, SHOWN_CHARACTERS)}…` : text;
}
