import { toItem } from "./attribute-value";
import { noSuchTable } from "./dynamodb-error";
import { Table, type TableDefinition } from "./table";

/**
 * Maximum number of transactions that are kept for repeated requests. AWS keeps a transaction's token for 10 minutes.
 */
const MAX_TRANSACTIONS = 1000;

/** The DynamoDB tables of one account and Region, in memory. They are kept when functions and configurations change. */
export class Tables {
  readonly #tables = new Map<string, Table>();
  readonly #transactions = new Map<string, string>();

  get names(): readonly string[] {
    return [...this.#tables.keys()].sort();
  }

  /**
   * Returns a table by its name or ARN.
   * @throws {DynamoDbError} `ResourceNotFoundException`
   */
  get(nameOrArn: string): Table {
    const table = this.#tables.get(nameOrArn.replace(/^arn:.*:table\//, ""));
    if (table === undefined) throw noSuchTable();
    return table;
  }

  /** Returns the content of the transaction with a token, if it is among the last transactions. */
  transaction(token: string): string | undefined {
    return this.#transactions.get(token);
  }

  /** Records an applied transaction. */
  keepTransaction(token: string, content: string): void {
    this.#transactions.set(token, content);
    const [oldest] = this.#transactions.size > MAX_TRANSACTIONS ? this.#transactions.keys() : [];
    if (oldest !== undefined) this.#transactions.delete(oldest);
  }

  /**
   * Creates a table if it does not exist. A table with another partition key is replaced.
   * @param items Objects to put into the table if it is created
   * @param now Milliseconds since 1970
   */
  ensure(definition: TableDefinition, items: readonly object[], now: number): void {
    if (this.#tables.get(definition.name)?.hashKey === definition.hashKey) return;
    const table = new Table(definition, now);
    this.#tables.set(definition.name, table);
    for (const item of items) table.put(toItem(item));
  }
}
