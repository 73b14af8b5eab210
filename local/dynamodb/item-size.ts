import { type AttributeValue, type Item, typed } from "./attribute-value";

/** Maximum size of an item, bytes. */
export const MAX_ITEM_BYTES = 400 * 1024;

/**
 * Returns the size of an item in bytes, approximately as DynamoDB counts them: names, values, and overhead of maps and
 * lists.
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/CapacityUnitCalculations.html
 */
export function itemSize(item: Item): number {
  return Object.entries(item).reduce((sum, [name, value]) => sum + Buffer.byteLength(name) + valueSize(value), 0);
}

function valueSize(attribute: AttributeValue): number {
  const [type, value] = typed(attribute);
  if (type === "BOOL" || type === "NULL") return 1;
  if (type === "N") return Math.ceil(String(value).replace(/\D/g, "").length / 2) + 1;
  if (type === "B") return Buffer.byteLength(value as string, "base64");
  if (type === "M") return 3 + itemSize(value as Item) + Object.keys(value as Item).length;
  if (type === "L") return 3 + sum((value as AttributeValue[]).map((element) => 1 + valueSize(element)));
  if (Array.isArray(value)) return sum(value.map((element: string) => valueSize({ [type.charAt(0)]: element })));
  return Buffer.byteLength(String(value));
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, one) => total + one, 0);
