import { compileGroup, fillPlaceholders, longestArnPrefix } from "../../config/groups";
import type { GroupSettings } from "../../config/schema";
import type { PolicyDocument } from "../../lambda/contract";
import {
  type AwsAccount,
  type CompiledPolicy,
  connectScope,
  evaluate,
  parsePolicy,
  publishScope,
  receiveScope,
  type Scope,
  type StatementPlace,
  subscribeScope,
} from "../../local/policy";

/** What a client may be allowed to do. */
export type AccessAction = "connect" | "publish" | "subscribe" | "receive";

/** A rule of the configuration. */
export interface Rule {
  /** `groups.sensors.publish[0]`. */
  readonly path: string;
  /** As written: `telemetry/{username}/#`. */
  readonly text: string;
  /** With the names filled in: `telemetry/meter-1/#`. */
  readonly filled: string;
}

/** Whether an action is allowed, and by which rule and statement. */
export interface Access {
  readonly allowed: boolean;
  /** The first rule that allows it. */
  readonly rule?: Rule;
  /** Position of the deciding statement in the policy documents that the handler returns; indices from 0. */
  readonly statement?: StatementPlace;
}

/** The lists of a group's settings that allow an action. */
export const RULE_LIST = {
  connect: "clientIds",
  publish: "publish",
  subscribe: "subscribe",
  receive: "subscribe",
} as const satisfies Record<AccessAction, keyof GroupSettings>;

const SCOPES: Readonly<Record<AccessAction, (account: AwsAccount, subject: string) => Scope>> = {
  connect: connectScope,
  publish: publishScope,
  subscribe: subscribeScope,
  receive: receiveScope,
};

/** The client whose access is evaluated. */
export interface Asker {
  readonly username: string;
  readonly clientId: string;
  readonly groupName: string;
  readonly group: GroupSettings;
  /** AWS Region. */
  readonly region: string;
}

/**
 * Whether a user with a client id may do something: evaluates the policy that the handler would return, as AWS IoT Core
 * does.
 * @param subject A client id, topic or topic filter
 * @example userAccess(asker, "publish", "telemetry/meter-1/temperature").rule?.path // "groups.sensors.publish[0]"
 */
export function userAccess(asker: Asker, action: AccessAction, subject: string): Access {
  const [decision, ...others] = [policyOf(asker, asker.group), ...rulesOf(asker, action)].map((candidate) =>
    "path" in candidate
      ? {
          rule: candidate,
          ...decide(asker, policyOf(asker, onlyRule(asker.group, action, candidate)), action, subject),
        }
      : decide(asker, candidate, action, subject),
  );
  if (!decision?.allowed) return { allowed: false };
  const match = others.find((other) => other.allowed);
  return {
    allowed: true,
    ...(match && "rule" in match ? { rule: match.rule } : {}),
    ...(decision.decidedBy ? { statement: decision.decidedBy } : {}),
  };
}

/** The rules of the group that concern an action. */
export function rulesOf({ groupName, group, username, clientId }: Asker, action: AccessAction): Rule[] {
  const list = RULE_LIST[action];
  return group[list].map((text, index) => ({
    path: `groups.${groupName}.${list}[${index}]`,
    text,
    filled: fillPlaceholders(text, { username, clientId }),
  }));
}

function decide({ region, clientId }: Asker, policy: CompiledPolicy, action: AccessAction, subject: string) {
  const scope = SCOPES[action](accountOf(region), subject);
  return evaluate(policy, { ...scope, context: { clientId, connectAttributes: [] } });
}

/** The group with one rule for the action and no other rules: whatever its policy allows is allowed by that rule. */
function onlyRule(group: GroupSettings, action: AccessAction, { text }: Rule): GroupSettings {
  return { ...group, clientIds: [], publish: [], subscribe: [], retain: [], [RULE_LIST[action]]: [text] };
}

function policyOf({ groupName, username, clientId, region }: Asker, group: GroupSettings): CompiledPolicy {
  const prefix = longestArnPrefix(region);
  const compiled = compileGroup(`groups.${groupName}`, group, prefix);
  if (!compiled.ok) throw new Error(`groups.${groupName} does not compile, though the configuration was checked`);
  const filled = compiled.group.documents.map(({ Version, Statement }: PolicyDocument) => ({
    Version,
    Statement: Statement.map((statement) => ({
      ...statement,
      Resource: statement.Resource.map((resource) => prefix + fillPlaceholders(resource, { username, clientId })),
    })),
  }));
  return parsePolicy(filled);
}

/** An account for the request. Any account gives the same result, as long as the policy's ARNs have the same one. */
function accountOf(region: string): AwsAccount {
  const [, partition = "aws", , , accountId = ""] = longestArnPrefix(region).split(":");
  return { partition, region, accountId };
}
