import { UnsupportedByStandInError } from "../../local-errors";
import { type AttributeValue, compare, equal, type Item, typed } from "../attribute-value";
import type { Placeholders } from "./expression-placeholders";
import { syntaxError, type Token, tokenize } from "./tokenize";

/** Whether a condition holds for an item. An item that does not exist is given as `{}`. */
export type Condition = (item: Item) => boolean;
type Operand = (item: Item) => AttributeValue | undefined;

const COMPARATORS: Readonly<Record<string, (a: AttributeValue, b: AttributeValue) => boolean>> = {
  "=": equal,
  "<>": (a, b) => !equal(a, b),
  "<": (a, b) => (compare(a, b) ?? 1) < 0,
  "<=": (a, b) => (compare(a, b) ?? 1) <= 0,
  ">": (a, b) => (compare(a, b) ?? -1) > 0,
  ">=": (a, b) => (compare(a, b) ?? -1) >= 0,
};
const WORD = /^[#:]?\w+$/;

/**
 * Parses a condition: comparisons, `attribute_exists`, `attribute_not_exists`, `begins_with`, `NOT`, `AND`, `OR` and
 * parentheses, over attributes of the item itself.
 * @param kind `ConditionExpression` or `FilterExpression`
 * @throws {DynamoDbError} `ValidationException`
 * @throws {UnsupportedByStandInError} for DynamoDB's other operators and functions, and for paths into attributes
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Expressions.OperatorsAndFunctions.html
 */
export function parseCondition(expression: string, kind: string, placeholders: Placeholders): Condition {
  const parser = new Parser(tokenize(expression, kind), kind, placeholders);
  const condition = parser.or();
  parser.end();
  return condition;
}

class Parser {
  #at = 0;

  constructor(
    private readonly tokens: readonly Token[],
    private readonly kind: string,
    private readonly placeholders: Placeholders,
  ) {}

  or(): Condition {
    const one = this.#and();
    if (!this.#take("OR")) return one;
    const other = this.or();
    return (item) => one(item) || other(item);
  }

  end(): void {
    if (this.#at < this.tokens.length) throw this.#error();
  }

  #and(): Condition {
    const one = this.#not();
    if (!this.#take("AND")) return one;
    const other = this.#and();
    return (item) => one(item) && other(item);
  }

  #not(): Condition {
    if (this.#take("NOT")) {
      const condition = this.#not();
      return (item) => !condition(item);
    }
    if (!this.#take("(")) return this.#test();
    const condition = this.or();
    this.#expect(")");
    return condition;
  }

  #test(): Condition {
    if (this.tokens[this.#at + 1] === "(") return this.#function();
    const left = this.#operand();
    const comparator = this.tokens[this.#at];
    const test = comparator === undefined ? undefined : COMPARATORS[comparator];
    if (test === undefined) {
      if (/^(BETWEEN|IN)$/i.test(comparator ?? "")) throw this.#unsupported(comparator);
      throw this.#error();
    }
    this.#at++;
    const right = this.#operand();
    return (item) => {
      const [a, b] = [left(item), right(item)];
      // For a missing attribute only `<>` holds, and only against an attribute or value that exists.
      return a === undefined || b === undefined ? comparator === "<>" && a !== b : test(a, b);
    };
  }

  #function(): Condition {
    const name = this.tokens[this.#at];
    if (!["attribute_exists", "attribute_not_exists", "begins_with"].includes(name ?? "")) {
      throw this.#unsupported(`${name}()`);
    }
    this.#at += 2;
    const operand = this.#operand();
    const prefix = name === "begins_with" ? this.#argument() : undefined;
    this.#expect(")");
    if (name === "attribute_exists") return (item) => operand(item) !== undefined;
    if (name === "attribute_not_exists") return (item) => operand(item) === undefined;
    return (item) => beginsWith(operand(item), prefix?.(item));
  }

  #argument(): Operand {
    this.#expect(",");
    return this.#operand();
  }

  #operand(): Operand {
    const word = this.tokens[this.#at];
    if (word === undefined || !WORD.test(word)) throw this.#error();
    this.#at++;
    const next = this.tokens[this.#at];
    if (next === "." || next === "[") throw this.#unsupported("a path into an attribute");
    if (next === "(") throw this.#unsupported(`${word}()`);
    if (word.startsWith(":")) {
      const value = this.placeholders.value(word, this.kind);
      return () => value;
    }
    const name = this.placeholders.name(word, this.kind);
    return (item) => (Object.hasOwn(item, name) ? item[name] : undefined);
  }

  #take(token: Token): boolean {
    const found = this.tokens[this.#at]?.toUpperCase() === token;
    if (found) this.#at++;
    return found;
  }

  #expect(token: Token): void {
    if (!this.#take(token)) throw this.#error();
  }

  #error() {
    return syntaxError(
      this.kind,
      this.tokens[this.#at],
      this.tokens
        .slice(Math.max(0, this.#at - 1))
        .slice(0, 3)
        .join(" "),
    );
  }

  #unsupported(what: string | undefined): UnsupportedByStandInError {
    return new UnsupportedByStandInError(`${what} in a ${this.kind} (service dynamodb)`);
  }
}

function beginsWith(value: AttributeValue | undefined, prefix: AttributeValue | undefined): boolean {
  if (value === undefined || prefix === undefined) return false;
  const [[type, text], [prefixType, beginning]] = [typed(value), typed(prefix)];
  return type === "S" && prefixType === "S" && String(text).startsWith(String(beginning));
}
