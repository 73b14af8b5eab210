import { type ChangeOfType, changesOfType, isDestroyed, isReplaced } from "../plan/known-resources";
import type { Plan } from "../plan/plan-schema";
import type { Warning } from "../words/sentence";
import { type Sentence, say } from "../words/sentence";

type TableChange = ChangeOfType<"aws_dynamodb_table">;
type Table = NonNullable<TableChange["before"]>;

/** Warns if the users table is destroyed, loses its protection or backups, or gets another key. */
export function usersTableWarnings(plan: Plan): Warning[] {
  return changesOfType(plan, "aws_dynamodb_table").flatMap((change) => [
    ...lost(change),
    ...unprotected(change),
    ...keyWarnings(change),
  ]);
}

function lost(change: TableChange): Warning[] {
  const { before, after } = change;
  if (!before || !(isDestroyed(change) || isReplaced(change))) return [];
  const anew: Sentence =
    after && isReplaced(change) ? say` A new and empty one, ${nameOf(after)}, takes its place.` : [];
  const refused: Sentence = before.deletion_protection_enabled
    ? [" AWS refuses as long as its deletion protection is on."]
    : [];
  const backup: Sentence = hasBackups(before)
    ? [" AWS keeps a backup of it for 35 days."]
    : [" There is no backup of it."];
  const sentence = say`The users table ${nameOf(before)} is destroyed, and all users in it are lost.${anew}${refused}${backup}`;
  return [{ code: "users-lost", sentence, narrows: true }];
}

function unprotected(change: TableChange): Warning[] {
  const { before, after } = change;
  if (!before || !after || isReplaced(change)) return [];
  const protection = say`AWS no longer refuses to delete the users table ${nameOf(after)} (deletion protection): a later plan can destroy it with all users.`;
  const backups = say`The users table ${nameOf(after)} has no continuous backups any more: deleted or overwritten users cannot be restored, and AWS deletes the existing backups.`;
  return [
    ...(before.deletion_protection_enabled === true && after.deletion_protection_enabled === false
      ? [{ code: "table-unprotected", sentence: protection }]
      : []),
    ...(hasBackups(before) && !hasBackups(after) ? [{ code: "table-backups-off", sentence: backups }] : []),
  ];
}

function keyWarnings({ before, after }: TableChange): Warning[] {
  if (!before || !after) return [];
  const [was, is] = [before, after].map(({ server_side_encryption: of }) => of?.[0]?.kms_key_arn ?? undefined);
  if (was === is) return [];
  const sentence = say`The users table ${nameOf(after)} is encrypted with ${is ?? ["AWS's own key"]} from now on (before: ${was ?? ["AWS's own key"]}): the function needs to be allowed to use it, or it refuses every login.`;
  return [{ code: "table-key-changed", sentence }];
}

function hasBackups({ point_in_time_recovery }: Table): boolean {
  return point_in_time_recovery?.[0]?.enabled === true;
}

function nameOf({ name }: Table): string {
  return name ?? "";
}
