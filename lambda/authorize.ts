import { createHash } from "node:crypto";
import { type CompiledGroup, LIMITS, type PolicyDocument } from "./contract";
import { Refusal } from "./respond";

/**
 * Returns the policy documents of one login: those of its group, with the ARN prefix before each resource and with the
 * placeholders replaced.
 *
 * `name` and `clientId` must not contain characters with a meaning in a policy; the earlier steps of a login refuse
 * these.
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
  // Synth checks this for the longest names. It is checked here again, because AWS would close the connection without a
  // reason.
  if (documents.some((document) => JSON.stringify(document).length > LIMITS.policyDocumentCharacters)) {
    throw new Refusal("policy-too-large");
  }
  return documents;
}

/**
 * Returns `arn:<partition>:iot:<region>:<account>:` for the partition, Region and account of this function.
 * @throws {Error} if `invokedFunctionArn` is not an ARN
 * @example arnPrefix("arn:aws:lambda:us-east-1:123456789012:function:cloudprnt") // "arn:aws:iot:us-east-1:123456789012:"
 */
export function arnPrefix(invokedFunctionArn: string): string {
  const [arn, partition, , region, account] = invokedFunctionArn.split(":");
  if (arn !== "arn" || !partition || !region || !account) throw new Error("invokedFunctionArn is not an ARN");
  return `arn:${partition}:iot:${region}:${account}:`;
}

/**
 * Returns the principal id of a user: alphanumeric as AWS requires, readable in AWS's logs, and different for every
 * user name.
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
