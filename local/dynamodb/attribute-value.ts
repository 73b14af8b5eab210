import { z } from "zod";

/** An attribute value in DynamoDB's JSON format: `{ "<type>": <value> }`. */
export type AttributeValue = Readonly<Record<string, unknown>>;
/** An item in DynamoDB's JSON format: attribute values by name. */
export type Item = Readonly<Record<string, AttributeValue>>;

const number = z.string().regex(/^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/);
const binary = z.base64();
const set = (element: z.ZodType<string>) =>
  z
    .array(element)
    .min(1)
    .refine((all) => new Set(all).size === all.length);

/**
 * Schema of an attribute value, which has one of ten types.
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_AttributeValue.html
 */
export const attributeValue: z.ZodType<AttributeValue> = z.lazy(() =>
  z.union([
    z.strictObject({ S: z.string() }),
    z.strictObject({ N: number }),
    z.strictObject({ B: binary }),
    z.strictObject({ BOOL: z.boolean() }),
    z.strictObject({ NULL: z.literal(true) }),
    z.strictObject({ L: z.array(attributeValue) }),
    z.strictObject({ M: z.record(z.string(), attributeValue) }),
    z.strictObject({ SS: set(z.string()) }),
    z.strictObject({ NS: set(number) }),
    z.strictObject({ BS: set(binary) }),
  ]),
);

/** Schema of an item. */
export const item = z.record(z.string().min(1), attributeValue);

/** Returns the type and the value of an attribute. */
export function typed(attribute: AttributeValue): readonly [type: string, value: unknown] {
  const [entry = ["", undefined]] = Object.entries(attribute);
  return entry;
}

/** Whether two attributes are equal: numbers by value, sets in any order, maps and lists element by element. */
export function equal(a: AttributeValue, b: AttributeValue): boolean {
  const [[type, one], [otherType, other]] = [typed(a), typed(b)];
  return type === otherType && canonical(type, one) === canonical(type, other);
}

function canonical(type: string, value: unknown): string {
  if (type === "N") return String(Number(value));
  if (type === "NS") return (value as string[]).map(Number).sort().join();
  if (type === "SS" || type === "BS") return JSON.stringify([...(value as string[])].sort());
  if (type === "L") return JSON.stringify((value as AttributeValue[]).map(canonicalAttribute));
  if (type !== "M") return JSON.stringify(value);
  const members = Object.entries(value as Item).sort(([x], [y]) => (x < y ? -1 : 1));
  return JSON.stringify(members.map(([name, member]) => [name, canonicalAttribute(member)]));
}

function canonicalAttribute(attribute: AttributeValue): readonly string[] {
  const [type, value] = typed(attribute);
  return [type, canonical(type, value)];
}

/**
 * Compares two attributes of type N, S or B.
 * @returns Negative if the first is less, positive if the second is less, 0 if they are equal; `undefined` if they
 * cannot be compared
 */
export function compare(a: AttributeValue, b: AttributeValue): number | undefined {
  const [[type, one], [otherType, other]] = [typed(a), typed(b)];
  if (type !== otherType) return undefined;
  if (type === "N") return Number(one) - Number(other);
  if (type === "S") return Buffer.compare(Buffer.from(one as string), Buffer.from(other as string));
  if (type === "B") return Buffer.compare(Buffer.from(one as string, "base64"), Buffer.from(other as string, "base64"));
  return undefined;
}

/**
 * Converts an object to an item; `undefined` members are left out.
 * @example toItem({ name: "a", secrets: [] }) // { name: { S: "a" }, secrets: { L: [] } }
 */
export function toItem(value: object): Item {
  const members = Object.entries(value).filter(([, member]) => member !== undefined);
  return Object.fromEntries(members.map(([name, member]) => [name, toAttribute(member)]));
}

function toAttribute(value: unknown): AttributeValue {
  if (typeof value === "string") return { S: value };
  if (typeof value === "number") return { N: String(value) };
  if (typeof value === "boolean") return { BOOL: value };
  if (Array.isArray(value)) return { L: value.map(toAttribute) };
  return value === null ? { NULL: true } : { M: toItem(value as object) };
}
