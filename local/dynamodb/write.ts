import type { Item } from "./attribute-value";
import { conditionFailed } from "./dynamodb-error";
import { parseCondition } from "./expressions/condition-expression";
import { type PlaceholderMembers, Placeholders } from "./expressions/expression-placeholders";
import type { Table } from "./table";

/** Members of a request with the condition of a write. */
export interface ConditionMembers extends PlaceholderMembers {
  readonly ConditionExpression?: string | undefined;
  readonly ReturnValuesOnConditionCheckFailure?: "ALL_OLD" | "NONE" | undefined;
}

/** A valid write whose condition has not been evaluated. */
export interface PreparedWrite {
  readonly table: Table;
  readonly key: string;
  /** Evaluates the condition. @throws {DynamoDbError} `ConditionalCheckFailedException` */
  check(): void;
  /** Writes without evaluating the condition. */
  apply(): void;
}

/**
 * Prepares a write of one item.
 * @param item The item to put; `undefined` deletes the item, `"nothing"` only evaluates the condition
 * @throws {DynamoDbError} `ValidationException` if the condition is not valid
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
