import { type Condition, readCondition } from "../conditions/condition";
import { isVolatileKey } from "../context";
import type { Problems } from "./malformed-policy";
import { isObject, type JsonObject, refuseUnknownMembers, stringList } from "./policy-json";
import type { Statement } from "./statement";
import { parseTemplate, type Template, variableNames } from "./template";

/** Options for reading a statement. */
export interface StatementReader {
  readonly path: string;
  /** `${…}` is a variable (Version 2012-10-17). */
  readonly variables: boolean;
  readonly problems: Problems;
  /** Sids of the statements of this document that have been read. */
  readonly sids: Set<string>;
}

const MEMBERS = ["Sid", "Effect", "Action", "NotAction", "Resource", "NotResource", "Condition"];

/**
 * Reads one statement. Undefined if it is not an object; after any other problem the rest of the statement is still
 * read.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html
 * @example
 * parseStatement({ Effect: "Allow", Action: "iot:*", Resource: "*" }, reader)?.actions; // ["iot:*"]
 */
export function parseStatement(
  content: unknown,
  reader: StatementReader,
): Omit<Statement, "order" | "document" | "index"> | undefined {
  const { path, problems } = reader;
  if (!isObject(content)) {
    problems.add(path, "must be an object", content ?? null);
    return undefined;
  }
  refuseUnknownMembers(content, MEMBERS, path, problems);
  const { Effect: effect, Sid: givenSid, Condition: condition } = content;
  if (effect !== "Allow" && effect !== "Deny") {
    problems.add(`${path}.Effect`, 'must be "Allow" or "Deny"', effect ?? null);
  }
  const sid = parseSid(givenSid, reader);
  const resources = parseResources(content, reader);
  const conditions = parseConditions(condition, reader);
  return {
    ...(sid === undefined ? {} : { sid }),
    effect: effect === "Deny" ? "Deny" : "Allow",
    actions: parseActions(content, reader),
    exceptActions: "NotAction" in content,
    resources,
    exceptResources: "NotResource" in content,
    conditions,
    volatile: conditions.some(({ volatile }) => volatile) || resources.flatMap(variableNames).some(isVolatileKey),
  };
}

/** Reads a Sid. An empty Sid is the same as none: older versions of Terraform wrote `"Sid": ""` in every statement. */
function parseSid(sid: unknown, { path, problems, sids }: StatementReader): string | undefined {
  if (sid === undefined || sid === "") return undefined;
  if (typeof sid !== "string") problems.add(`${path}.Sid`, "must be a string", sid);
  else if (sids.has(sid)) problems.add(`${path}.Sid`, "must be unique in its document", sid);
  else {
    sids.add(sid);
    return sid;
  }
  return undefined;
}

/** Returns the strings of one of two mutually exclusive members, each with its path. */
function eitherList(
  content: JsonObject,
  [member, negated]: readonly [string, string],
  { path, problems }: StatementReader,
): [path: string, text: string][] {
  const name = negated in content ? negated : member;
  if (member in content && negated in content) problems.add(path, `must have only one of ${member} and ${negated}`);
  const list = stringList(content[name]);
  if (list === undefined) {
    problems.add(`${path}.${name}`, "must be a string, or an array of at least one string", content[name] ?? null);
    return [];
  }
  const inArray = Array.isArray(content[name]);
  return list.map((text, at) => [inArray ? `${path}.${name}[${at}]` : `${path}.${name}`, text]);
}

function parseActions(content: JsonObject, reader: StatementReader): string[] {
  return eitherList(content, ["Action", "NotAction"], reader).map(([path, action]) => {
    const [service, name, ...rest] = action.split(":");
    if (action !== "*" && (!service || !name || rest.length > 0)) {
      reader.problems.add(path, 'must be "*" or a service and an action, such as "iot:Publish"', action);
    }
    return action;
  });
}

/** Number of ARN components before the resource, in which IAM allows no variable. */
const ARN_WITHOUT_RESOURCE_COLONS = 5;

function parseResources(content: JsonObject, { variables, ...reader }: StatementReader): Template[] {
  return eitherList(content, ["Resource", "NotResource"], { variables, ...reader }).map(([path, resource]) => {
    const complain = (rule: string) => reader.problems.add(path, rule, resource);
    if (resource !== "*" && !resource.startsWith("arn:")) complain('must be "*" or an ARN, beginning with "arn:"');
    const scope = resource.split(":", ARN_WITHOUT_RESOURCE_COLONS);
    if (variables && scope.some((part) => part.includes("${")))
      complain("must have variables only after the fifth colon");
    return parseTemplate(resource, { wildcards: true, variables }, complain);
  });
}

function parseConditions(block: unknown, { path, variables, problems }: StatementReader): Condition[] {
  if (block === undefined) return [];
  if (!isObject(block)) {
    problems.add(`${path}.Condition`, "must be an object", block);
    // Stryker disable next-line ArrayDeclaration: a problem was added, so that nothing of the policy is used.
    return [];
  }
  return Object.entries(block).flatMap(([operator, keys]) => {
    const place = `${path}.Condition["${operator}"]`;
    if (!isObject(keys)) {
      problems.add(place, "must be an object of keys and values", keys);
      // Stryker disable next-line ArrayDeclaration: a problem was added, so that nothing of the policy is used.
      return [];
    }
    return Object.entries(keys).flatMap(([key, value]) => {
      const at = `${place}["${key}"]`;
      if (!key.includes(":")) problems.add(at, 'must name a key with its service, such as "iot:ClientId"');
      const values = conditionValues(value);
      if (values === undefined) {
        problems.add(at, "must be a string, number or boolean, or an array of them", value);
        // Stryker disable next-line ArrayDeclaration: a problem was added, so that nothing of the policy is used.
        return [];
      }
      const complain = (rule: string) => problems.add(at, rule, value);
      const condition = readCondition(operator, key, values, { variables, complain });
      if (condition === undefined) problems.add(place, "is not a condition operator");
      // Stryker disable next-line ArrayDeclaration: a problem was added, so that nothing of the policy is used.
      return condition ?? [];
    });
  });
}

/**
 * Reads the values of a condition. An empty array is valid: AWS IoT's example "only allows connect using default
 * features" has one.
 */
function conditionValues(value: unknown): readonly string[] | undefined {
  const list: readonly unknown[] = Array.isArray(value) ? value : [value];
  const scalar = (entry: unknown) => ["string", "number", "boolean"].includes(typeof entry);
  return list.every(scalar) ? list.map(String) : undefined;
}
