import { readMembers, secretsNumber, whoseSecrets } from "../../infra/access-map";
import { ADDRESS } from "../../infra/addresses";
import { compareDigests, digestOfSet } from "../../infra/set-digest";
import { isCounted } from "../access/compare-counts";
import type { ReviewedAccessMap } from "../access/reviewed-access-map";
import { secretsOf } from "../access/reviewed-user";
import { ACCESS_MAP, knownChange } from "../plan/known-resources";
import type { Plan } from "../plan/plan-schema";
import type { Warning } from "../words/sentence";
import { count, list, say } from "../words/sentence";

/** Whether the function's zip changes: its code, settings, users, secrets or rules. A plan contains only its hash. */
export function packageChanges(plan: Plan): boolean {
  const { before, after } = knownChange(plan, ADDRESS.function);
  return before !== undefined && after !== undefined && before.source_code_hash !== after.source_code_hash;
}

/**
 * Warns of changes in the function's zip besides users and groups, by the digests in the access map. Changed code
 * counts as widening, since it may let anybody log in; a changed secret does not, since only its user can log in with
 * it.
 */
export function packageWarnings(plan: Plan): Warning[] {
  const map = knownChange(plan, ACCESS_MAP);
  const [before, after] = [map.before?.map, map.after?.map];
  if (!after) return [];
  const code = before ? codeWarnings(before, after) : [];
  const secrets = before ? secretWarnings(before, after) : [];
  const isExplained = JSON.stringify(before) !== JSON.stringify(after);
  if (isExplained || !packageChanges(plan)) return [...code, ...secrets];
  const sentence = say`The function's package changes although its code, users, secrets and groups stay: settings of the handler, such as metrics, or an apply before this one ended halfway.`;
  return [...code, ...secrets, { code: "package-changed", sentence }];
}

function codeWarnings({ code: was }: ReviewedAccessMap, { code: is }: ReviewedAccessMap): Warning[] {
  if (!is) return [];
  const unknown = "none, so it is not known what it was";
  const changed = (program: keyof typeof is) => was?.[program] !== is[program];
  const digests = (program: keyof typeof is) => say`digest ${is[program]} (before: ${was ? was[program] : [unknown]})`;
  const decides = say`The function's code changes, ${digests("function")}: it decides every login. Look at the diff of lambda/.`;
  const runs = say`The program changes that Terraform runs to set the default authorizer, ${digests("defaultAuthorizer")}: it runs with the deployment's permissions. Look at the diff of infra/ and aws/.`;
  return [
    ...(changed("function") ? [{ code: "code-changed", sentence: decides, widens: true } as const] : []),
    ...(changed("defaultAuthorizer") ? [{ code: "step-code-changed", sentence: runs, widens: true } as const] : []),
  ];
}

/** Users whose secrets change. New users are not included: the plan names them as new. */
function secretWarnings(before: ReviewedAccessMap, after: ReviewedAccessMap): Warning[] {
  if (isCounted(before) || isCounted(after)) return unnamedSecrets(before, after);
  const users = Object.entries(after.users ?? {}).filter(([name, is]) => {
    const was = before.users?.[name];
    return was !== undefined && secretsOf(was) !== secretsOf(is);
  });
  if (users.length === 0) return [];
  const names = list(users.map(([name]) => name));
  const sentence = say`The secrets of ${count(users.length, "user")} change: ${names}. They can log in with the new secrets.`;
  return [{ code: "secrets-changed", sentence }];
}

/** The same by the digests of all users' secrets, if there are too many users to name. */
function unnamedSecrets(before: ReviewedAccessMap, after: ReviewedAccessMap): Warning[] {
  const [was, is] = [secretsDigest(before), secretsDigest(after)];
  if (!was || !is || was.digest === is.digest) return [];
  const change = compareDigests(was.digest, is.digest, { before: was.users, after: is.users });
  const old = new Set(change?.removed.map(whoseSecrets));
  const changed = change?.added.map(whoseSecrets).filter((who) => old.has(who)).length;
  if (changed === 0) return [];
  const sentence =
    changed === undefined
      ? say`Users or their secrets change (too many to list): a user with a changed secret can log in with the new one.`
      : say`The secrets of ${count(changed, "user")} change (too many to name). They can log in with the new secrets.`;
  return [{ code: "secrets-changed", sentence }];
}

/** Number of users and digest of their secrets, also for an access map that names its users. */
function secretsDigest({
  users,
  secrets,
}: ReviewedAccessMap): { readonly users: number; readonly digest: string } | undefined {
  if (!users) return secrets ? readMembers(secrets) : undefined;
  const notes = (description: string) =>
    secretsOf(description)
      .split(", ")
      .filter((note) => note !== "");
  const elements = Object.entries(users).map(([name, description]) => secretsNumber(name, notes(description)));
  return { users: elements.length, digest: digestOfSet(elements) };
}
