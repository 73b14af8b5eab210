import { type CompiledGroup, LIMITS } from "../../lambda/contract";
import { partitionOf } from "../../lambda/partitions";
import { Described, type Problem } from "../problem";
import type { GroupSettings } from "../schema/config-schema";
import { checkClientIdRule, checkPublishRule, checkSubscribeRule, type Finding } from "./check-rule";
import { PolicyTooLarge, packDocuments } from "./pack-documents";
import { groupStatements } from "./statements";

/** A compiled group, or all its problems. */
export type GroupCompilation =
  | { readonly ok: true; readonly group: CompiledGroup }
  | { readonly ok: false; readonly problems: readonly Problem[] };

/**
 * Compiles a group's rules into the policy documents that the handler returns.
 * @param path Path of the group in the configuration: `groups.printers`
 * @param arnPrefix See {@link longestArnPrefix}
 */
export function compileGroup(path: string, settings: GroupSettings, arnPrefix: string): GroupCompilation {
  const problems = checkGroupRules(path, settings);
  if (problems.length > 0) return { ok: false, problems };
  try {
    return {
      ok: true,
      group: {
        clientIds: settings.clientIds,
        documents: packDocuments(groupStatements(settings), arnPrefix),
        disconnectAfterInSeconds: settings.disconnectAfterSeconds,
        refreshAfterInSeconds: settings.refreshAfterSeconds,
      },
    };
  } catch (error) {
    if (!(error instanceof PolicyTooLarge)) throw error;
    return { ok: false, problems: [sizeProblem(path, error)] };
  }
}

/** The rules of a group, which may not be checked yet: valid rules are lists of strings. */
export type GroupRules = { readonly [K in "clientIds" | "publish" | "subscribe" | "retain"]?: unknown };

/** Returns the problems of a group's rules, one by one. The schema reports values that are not lists of strings. */
export function checkGroupRules(path: string, group: GroupRules): readonly Problem[] {
  const check = (setting: keyof GroupRules, checker: (rule: string) => Finding | undefined) =>
    listOf(group[setting]).flatMap((rule, index) => {
      const finding = typeof rule === "string" ? checker(rule) : undefined;
      return finding ? [{ path: `${path}.${setting}[${index}]`, got: rule, ...finding }] : [];
    });
  return [
    ...check("clientIds", checkClientIdRule),
    ...check("publish", checkPublishRule),
    ...check("subscribe", checkSubscribeRule),
    ...check("retain", (rule) =>
      listOf(group.publish).includes(rule)
        ? undefined
        : {
            must: "be one of the group's publish rules too, word for word",
            remedy: "A retained message needs iot:Publish and iot:RetainPublish; add the rule to publish.",
          },
    ),
  ];
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/**
 * Returns the ARN prefix of IoT resources in a Region, with an account id of full length: `arn:<partition>:iot:<region>:<account>:`.
 * @example longestArnPrefix("us-east-1") // "arn:aws:iot:us-east-1:000000000000:"
 */
export function longestArnPrefix(region: string): string {
  return `arn:${partitionOf(region)}:iot:${region}:${"0".repeat(12)}:`;
}

function sizeProblem(path: string, { documents, characters }: PolicyTooLarge): Problem {
  const limit = `${LIMITS.policyDocuments} documents of ${LIMITS.policyDocumentCharacters} characters`;
  return documents === undefined
    ? {
        path,
        must: `compile to at most ${limit} with the longest names`,
        got: new Described(
          `a rule that alone takes ${characters} characters, ${(characters ?? 0) - LIMITS.policyDocumentCharacters} too many`,
        ),
        remedy: "Shorten its longest rule.",
      }
    : {
        path,
        must: `compile to at most ${limit} with the longest names`,
        got: new Described(`${documents} documents, ${documents - LIMITS.policyDocuments} too many`),
        remedy: "Merge rules under a common prefix, shorten them, or split the group in two.",
      };
}
