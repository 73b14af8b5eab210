import type { Item } from "./attribute-value";
import { conditionFailed } from "./dynamodb-error";
import { parseCondition } from "./expressions/condition-expression";
import { type PlaceholderMembers, Placeholders } from "./expressions/expression-placeholders";
import type { Table } from "./table";

/** Members of a write that say when it may be done. */
export interface ConditionMembers extends PlaceholderMembers {
  readonly ConditionExpression?: string | undefined;
  readonly ReturnValuesOnConditionCheckFailure?: "ALL_OLD" | "NONE" | undefined;
}

/** A write that was checked as far as can be without looking at the table's items. */
export interface PreparedWrite {
  readonly table: Table;
  readonly key: string;
  /** @throws {DynamoDbError} `ConditionalCheckFailedException` */
  check(): void;
  /** Does it, whatever the condition. */
  apply(): void;
}

/**
 * Prepares a write of one item.
 * @param item What to put; `undefined` deletes, `"nothing"` only checks
 * @throws {DynamoDbError} `ValidationException` if the condition is not one
 */
export function prepareWrite(
  table: Table,
  key: string,
  item: Item | undefined | "nothing",
  members: ConditionMembers,
): PreparedWrite {
  const placeholders = new Placeholders(members);
  const { ConditionExpression: expression, ReturnValuesOnConditionCheckFailure: report } = members;
  const holds = expression === undefined ? () => true : parseCondition(expression, "ConditionExpression", placeholders);
  placeholders.checkAllUsed();
  return {
    table,
    key,
    check() {
      const found = table.get(key);
      if (!holds(found ?? {})) throw conditionFailed(report === "ALL_OLD" ? found : undefined);
    },
    apply() {
      if (item === "nothing") return;
      if (item === undefined) table.delete(key);
      else table.put(item);
    },
  };
}
