import { createHash } from "node:crypto";
import { type AttributeValue, type Item, typed } from "./attribute-value";
import { invalid } from "./dynamodb-error";
import { itemSize, MAX_ITEM_BYTES } from "./item-size";

/** Name and key of a table. */
export interface TableDefinition {
  readonly name: string;
  /** Name of the partition key, a string. There is no sort key. */
  readonly hashKey: string;
}

/** Maximum size of a partition key, bytes. */
const MAX_KEY_BYTES = 2048;

/** A DynamoDB table that is kept in memory. */
export class Table implements TableDefinition {
  readonly name: string;
  readonly hashKey: string;
  /** Milliseconds since 1970. */
  readonly created: number;
  readonly #items = new Map<string, Item>();

  constructor({ name, hashKey }: TableDefinition, created: number) {
    this.name = name;
    this.hashKey = hashKey;
    this.created = created;
  }

  get size(): number {
    return this.#items.size;
  }

  /** Returns the item with a key; `undefined` if there is none. */
  get(key: string): Item | undefined {
    return this.#items.get(key);
  }

  put(item: Item): void {
    this.#items.set(this.keyOf(item), item);
  }

  delete(key: string): void {
    this.#items.delete(key);
  }

  /** Returns all items after the item with a key. As in DynamoDB, the order is unrelated to the order of the keys. */
  after(key: string | undefined): Item[] {
    const start = key === undefined ? "" : place(key);
    return [...this.#items]
      .map(([itemKey, item]) => [place(itemKey), item] as const)
      .filter(([itsPlace]) => itsPlace > start)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([, item]) => item);
  }

  /**
   * Returns the key of an item.
   * @throws {DynamoDbError} `ValidationException` if the item cannot be put into the table
   */
  keyOf(item: Item): string {
    const value = Object.hasOwn(item, this.hashKey) ? item[this.hashKey] : undefined;
    if (value === undefined) {
      throw invalid(`One or more parameter values were invalid: Missing the key ${this.hashKey} in the item`);
    }
    if (itemSize(item) > MAX_ITEM_BYTES) throw invalid("Item size has exceeded the maximum allowed size");
    return this.#check(
      value,
      `One or more parameter values were invalid: Type mismatch for key ${this.hashKey} expected: S actual: ${typed(value)[0]}`,
    );
  }

  /** Reads the key of a request. @throws {DynamoDbError} `ValidationException` if it is not a key of this table */
  readKey(key: Item): string {
    const mismatch = "The provided key element does not match the schema";
    const value = Object.hasOwn(key, this.hashKey) ? key[this.hashKey] : undefined;
    if (value === undefined || Object.keys(key).length !== 1) throw invalid(mismatch);
    return this.#check(value, mismatch);
  }

  #check(value: AttributeValue, mismatch: string): string {
    const [type, text] = typed(value);
    if (type !== "S") throw invalid(mismatch);
    if (text === "") {
      throw invalid(
        `One or more parameter values are not valid. The AttributeValue for a key attribute cannot contain an empty string value. Key: ${this.hashKey}`,
      );
    }
    if (Buffer.byteLength(text as string) > MAX_KEY_BYTES) {
      throw invalid(
        "One or more parameter values were invalid: Size of hashkey has exceeded the maximum size limit of2048 bytes",
      );
    }
    return text as string;
  }
}

function place(key: string): string {
  return createHash("sha256").update(key).digest("hex");
}
