import type { AttributeValue, Item } from "../attribute-value";
import { invalid } from "../dynamodb-error";
import { RESERVED_WORDS } from "./reserved-words";

/** Members of a request that define its placeholders. */
export interface PlaceholderMembers {
  readonly ExpressionAttributeNames?: Readonly<Record<string, string>> | undefined;
  readonly ExpressionAttributeValues?: Item | undefined;
}

/**
 * The placeholders of one request. DynamoDB refuses a request with a placeholder that no expression uses, so uses are
 * recorded.
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Expressions.ExpressionAttributeNames.html
 */
export class Placeholders {
  readonly #names: Readonly<Record<string, string>>;
  readonly #values: Item;
  readonly #used = new Set<string>();

  constructor({ ExpressionAttributeNames = {}, ExpressionAttributeValues = {} }: PlaceholderMembers) {
    this.#names = ExpressionAttributeNames;
    this.#values = ExpressionAttributeValues;
  }

  /**
   * Returns the name of the attribute that a word in an expression means.
   * @throws {DynamoDbError} `ValidationException`
   */
  name(word: string, kind: string): string {
    if (word.startsWith("#")) {
      this.#used.add(word);
      const name = Object.hasOwn(this.#names, word) ? this.#names[word] : undefined;
      if (name !== undefined) return name;
      throw invalid(
        `Invalid ${kind}: An expression attribute name used in the document path is not defined; attribute name: ${word}`,
      );
    }
    if (!RESERVED_WORDS.has(word.toUpperCase())) return word;
    throw invalid(`Invalid ${kind}: Attribute name is a reserved keyword; reserved keyword: ${word}`);
  }

  /** Returns the value of a placeholder that begins with a colon. @throws {DynamoDbError} `ValidationException` */
  value(word: string, kind: string): AttributeValue {
    this.#used.add(word);
    const value = Object.hasOwn(this.#values, word) ? this.#values[word] : undefined;
    if (value !== undefined) return value;
    throw invalid(
      `Invalid ${kind}: An expression attribute value used in expression is not defined; attribute value: ${word}`,
    );
  }

  /** @throws {DynamoDbError} `ValidationException` if a placeholder was not used */
  checkAllUsed(): void {
    for (const [member, all] of [
      ["ExpressionAttributeNames", this.#names],
      ["ExpressionAttributeValues", this.#values],
    ] as const) {
      const unused = Object.keys(all).filter((word) => !this.#used.has(word));
      if (unused.length > 0) {
        throw invalid(`Value provided in ${member} unused in expressions: keys: {${unused.join(", ")}}`);
      }
    }
  }
}
