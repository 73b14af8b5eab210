import { createHash } from "node:crypto";
import { type CompiledGroup, LIMITS, type PolicyDocument } from "./contract";
import { Refusal } from "./respond";

/**
 * The policy documents of one login: its group's, with the ARN prefix in front of each resource and the names filled in.
 *
 * `name` and `clientId` must be free of characters with a meaning in a policy; the earlier steps see to that.
 * @param arnPrefix `arn:<partition>:iot:<region>:<account>:`
 * @throws {Refusal} `client-id-not-allowed`, `client-id-missing` or `policy-too-large`
 */
export function authorize(
  group: CompiledGroup,
  name: string,
  clientId: string | undefined,
  arnPrefix: string,
): readonly PolicyDocument[] {
  if (
    clientId !== undefined &&
    !group.clientIds.some((rule) => matchesClientId(fill(rule, name, clientId), clientId))
  ) {
    throw new Refusal("client-id-not-allowed");
  }
  const documents = group.documents.map((document) => ({
    Version: document.Version,
    Statement: document.Statement.map((statement) => ({
      Effect: statement.Effect,
      Action: statement.Action,
      Resource: statement.Resource.map((resource) => arnPrefix + fill(resource, name, clientId)),
    })),
  }));
  // Checked at synth time for the longest names; checked again here because AWS would drop the connection without saying why.
  if (documents.some((document) => JSON.stringify(document).length > LIMITS.policyDocumentCharacters)) {
    throw new Refusal("policy-too-large");
  }
  return documents;
}

/**
 * `arn:<partition>:iot:<region>:<account>:`, from the ARN under which this function was called.
 * @throws {Error} if it is not an ARN
 * @example arnPrefix("arn:aws:lambda:us-east-1:123456789012:function:cloudprnt") // "arn:aws:iot:us-east-1:123456789012:"
 */
export function arnPrefix(invokedFunctionArn: string): string {
  const [arn, partition, , region, account] = invokedFunctionArn.split(":");
  if (arn !== "arn" || !partition || !region || !account) throw new Error("invokedFunctionArn is not an ARN");
  return `arn:${partition}:iot:${region}:${account}:`;
}

/**
 * A principal for AWS's logs: alphanumeric as AWS demands, readable, and distinct for every name.
 * @example principalId("00:11:62:aa:bb:cc") // "001162aabbccx" and 24 hexadecimal digits
 */
export function principalId(name: string): string {
  const digest = createHash("sha256").update(name).digest("hex").slice(0, 24);
  return `${name.replace(/[^A-Za-z0-9]/g, "").slice(0, 96)}x${digest}`;
}

function fill(text: string, name: string, clientId: string | undefined): string {
  return text.replace(/\{(username|clientId)\}/g, (_, placeholder) => {
    if (placeholder === "username") return name;
    if (clientId === undefined) throw new Refusal("client-id-missing");
    return clientId;
  });
}

function matchesClientId(rule: string, clientId: string): boolean {
  return rule.endsWith("*") ? clientId.startsWith(rule.slice(0, -1)) : clientId === rule;
}
