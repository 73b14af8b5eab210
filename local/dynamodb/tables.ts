import { toItem } from "./attribute-value";
import { noSuchTable } from "./dynamodb-error";
import { Table, type TableDefinition } from "./table";

/** Transactions remembered. AWS remembers them for 10 minutes, which is more than any client goes on asking. */
const MAX_TRANSACTIONS = 1000;

/** The DynamoDB tables of one account and Region, in memory: kept while functions and configurations change. */
export class Tables {
  readonly #tables = new Map<string, Table>();
  readonly #transactions = new Map<string, string>();

  get names(): readonly string[] {
    return [...this.#tables.keys()].sort();
  }

  /**
   * A table by its name or ARN.
   * @throws {DynamoDbError} `ResourceNotFoundException`
   */
  get(nameOrArn: string): Table {
    const table = this.#tables.get(nameOrArn.replace(/^arn:.*:table\//, ""));
    if (table === undefined) throw noSuchTable();
    return table;
  }

  /** What the transaction of a token wrote, if it was made not long ago. */
  transaction(token: string): string | undefined {
    return this.#transactions.get(token);
  }

  /** Remembers a transaction that was made. */
  keepTransaction(token: string, content: string): void {
    this.#transactions.set(token, content);
    const [oldest] = this.#transactions.size > MAX_TRANSACTIONS ? this.#transactions.keys() : [];
    if (oldest !== undefined) this.#transactions.delete(oldest);
  }

  /**
   * Makes sure there is a table; one with another key is replaced.
   * @param items What to put into it if it is new, as objects
   * @param now Milliseconds since 1970
   */
  ensure(definition: TableDefinition, items: readonly object[], now: number): void {
    if (this.#tables.get(definition.name)?.hashKey === definition.hashKey) return;
    const table = new Table(definition, now);
    this.#tables.set(definition.name, table);
    for (const item of items) table.put(toItem(item));
  }
}
