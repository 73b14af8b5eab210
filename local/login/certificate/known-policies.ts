import { type CompiledPolicy, parsePolicy } from "../../policy";

/** Policies by their documents' text: a fleet's clients have few different ones, and reading one costs more than looking it up. */
const known = new Map<string, CompiledPolicy>();
const KNOWN_MAX = 512;

/**
 * A policy, read or remembered.
 * @param documents each one JSON object's text
 * @throws MalformedPolicyError
 */
export function readPolicyDocuments(documents: readonly string[]): CompiledPolicy {
  // Each is one JSON object, so that where one ends and the next begins is never in doubt.
  const text = documents.join("\n");
  const found = known.get(text);
  if (found !== undefined) return found;
  const policy = parsePolicy(documents);
  const [oldest] = known.size >= KNOWN_MAX ? known.keys() : [];
  if (oldest !== undefined) known.delete(oldest);
  known.set(text, policy);
  return policy;
}
