import { LIMITS } from "../../lambda/contract";

/** An authorizer's response that is within AWS's limits. */
export type CheckedResponse = AuthenticatedResponse | RefusedResponse;

export interface AuthenticatedResponse {
  readonly isAuthenticated: true;
  readonly principalId: string;
  /** Each is the text of a JSON object. */
  readonly policyDocuments: readonly string[];
  readonly disconnectAfterInSeconds: number;
  readonly refreshAfterInSeconds: number;
}

/** A refusal. Its other members have no effect; they are kept only if they have the right type. */
export interface RefusedResponse {
  readonly isAuthenticated: false;
  readonly principalId?: string;
  readonly policyDocuments: readonly [];
  readonly disconnectAfterInSeconds?: number;
  readonly refreshAfterInSeconds?: number;
}

export type ResponseCheck =
  | { readonly ok: true; readonly response: CheckedResponse }
  /** `reason` names every broken rule. It holds numbers and types from the response, but no texts. */
  | { readonly ok: false; readonly reason: string };

const PRINCIPAL_ID = new RegExp(`^[a-zA-Z0-9]{1,${LIMITS.principalIdCharacters}}$`);

/**
 * Checks an authorizer's response against AWS's limits, and names every limit that it breaks. Members that AWS does not
 * know are ignored. In a refusal (`isAuthenticated: false`) no other member is checked.
 *
 * Assumptions: seconds out of range fail (AWS's pages can be read as clamping, too); white space in a document given as
 * text counts towards its 2,048 characters; a missing `disconnectAfterInSeconds` means 86,400, as documented, and so
 * does a missing `refreshAfterInSeconds`, for which no default is documented; missing `policyDocuments` allow nothing;
 * a document may be an object, or the text of one. Whether a document is a valid policy is checked later, when the
 * policy is read.
 * @see https://docs.aws.amazon.com/iot/latest/developerguide/custom-auth-lambda.html
 * @example
 * checkResponse({ isAuthenticated: true, principalId: "not/alphanumeric", policyDocuments: [] });
 * // { ok: false, reason: "principalId must be 1 to 128 of A-Z a-z 0-9" }
 */
export function checkResponse(payload: unknown): ResponseCheck {
  if (!isObject(payload)) {
    return { ok: false, reason: `the response must be an object, got: ${kindOf(payload)}` };
  }
  if (payload.isAuthenticated === false) {
    return { ok: true, response: refusal(payload) };
  }
  const problems: string[] = [];
  if (payload.isAuthenticated !== true) {
    problems.push(`isAuthenticated must be true or false, got: ${kindOf(payload.isAuthenticated)}`);
  }
  const response: AuthenticatedResponse = {
    isAuthenticated: true,
    principalId: principalId(payload.principalId, problems),
    policyDocuments: policyDocuments(payload.policyDocuments, problems),
    disconnectAfterInSeconds: seconds("disconnectAfterInSeconds", payload.disconnectAfterInSeconds, problems),
    refreshAfterInSeconds: seconds("refreshAfterInSeconds", payload.refreshAfterInSeconds, problems),
  };
  return problems.length === 0 ? { ok: true, response } : { ok: false, reason: problems.join("; ") };
}

function refusal(payload: Record<string, unknown>): RefusedResponse {
  const { principalId: id, disconnectAfterInSeconds: disconnect, refreshAfterInSeconds: refresh } = payload;
  return {
    isAuthenticated: false,
    ...(typeof id === "string" && PRINCIPAL_ID.test(id) && { principalId: id }),
    policyDocuments: [],
    ...(Number.isInteger(disconnect) && { disconnectAfterInSeconds: disconnect as number }),
    ...(Number.isInteger(refresh) && { refreshAfterInSeconds: refresh as number }),
  };
}

function principalId(value: unknown, problems: string[]): string {
  if (typeof value === "string" && PRINCIPAL_ID.test(value)) {
    return value;
  }
  problems.push(`principalId must be 1 to ${LIMITS.principalIdCharacters} of A-Z a-z 0-9`);
  return "";
}

function seconds(name: string, value: unknown, problems: string[]): number {
  const { minSeconds, maxSeconds } = LIMITS;
  if (value === undefined || value === null) {
    return maxSeconds;
  }
  if (!Number.isInteger(value) || (value as number) < minSeconds || (value as number) > maxSeconds) {
    const got = typeof value === "number" ? value : kindOf(value);
    problems.push(`${name} must be a whole number from ${minSeconds} to ${maxSeconds}, got: ${got}`);
  }
  return value as number;
}

function policyDocuments(value: unknown, problems: string[]): string[] {
  if (value === undefined || value === null) {
    return [];
  }
  if (!Array.isArray(value)) {
    problems.push(`policyDocuments must be a list, got: ${kindOf(value)}`);
    return [];
  }
  if (value.length > LIMITS.policyDocuments) {
    problems.push(`policyDocuments must have at most ${LIMITS.policyDocuments} documents, got: ${value.length}`);
  }
  return value.map((document, index) => policyDocument(`policyDocuments[${index}]`, document, problems));
}

function policyDocument(name: string, value: unknown, problems: string[]): string {
  const text = typeof value === "string" ? value : JSON.stringify(value);
  if (!isObject(typeof value === "string" ? parse(value) : value)) {
    problems.push(`${name} must be a JSON object, got: ${typeof value === "string" ? "other text" : kindOf(value)}`);
  }
  if (text.length > LIMITS.policyDocumentCharacters) {
    problems.push(`${name} must have at most ${LIMITS.policyDocumentCharacters} characters, got: ${text.length}`);
  }
  return text;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function kindOf(value: unknown): string {
  if (value === undefined) return "nothing";
  if (value === null) return "null";
  return Array.isArray(value) ? "a list" : `a ${typeof value}`.replace("a object", "an object");
}
