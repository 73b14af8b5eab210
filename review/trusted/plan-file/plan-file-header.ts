/** Time and workspace of a plan file. */
export interface PlanFileHeader {
  /** Time of the plan in the format of its JSON (RFC 3339). Empty for versions of Terraform that did not write it. */
  readonly timestamp: string;
  /** The workspace of the plan's state: `default` unless another was selected. */
  readonly workspace: string;
}

/** Numbers of fields in `tfplan`, the same in Terraform since 1.5 and in OpenTofu. */
const BACKEND = 13;
const TIMESTAMP = 21;
const STATE_STORE = 29;
/** Number of the field in `Backend` and in `StateStore`. */
const WORKSPACE = 3;

/**
 * Reads the file `tfplan` of a plan file, a message of Protocol Buffers.
 * @returns `undefined` for bytes that are not such a message
 * @see https://github.com/hashicorp/terraform/blob/v1.11.4/internal/plans/planproto/planfile.proto `Plan`
 * @see https://protobuf.dev/programming-guides/encoding/
 */
export function readHeader(message: Buffer): PlanFileHeader | undefined {
  const fields = fieldsOf(message);
  const state = fields?.find(({ number }) => number === BACKEND || number === STATE_STORE);
  const place = state && fieldsOf(state.content);
  if (!fields || (state && !place)) return undefined;
  return {
    timestamp: textOf(fields, TIMESTAMP),
    workspace: textOf(place ?? [], WORKSPACE) || "default",
  };
}

interface Field {
  readonly number: number;
  /** Empty for a number. */
  readonly content: Buffer;
}

function textOf(fields: readonly Field[], wanted: number): string {
  return fields.find(({ number }) => number === wanted)?.content.toString("utf8") ?? "";
}

/** Length of a field's value in bytes, by wire type, for wire types with a fixed length. */
const FIXED: Readonly<Record<number, number>> = { 1: 8, 5: 4 };
const VARINT = 0;
const DELIMITED = 2;

/** @returns `undefined` if the bytes end within a field, or are not a message */
function fieldsOf(message: Buffer): Field[] | undefined {
  const fields: Field[] = [];
  for (let at = 0; at < message.length; ) {
    const tag = varint(message, at);
    if (!tag) return undefined;
    const kind = tag.value % 8;
    const value = kind === VARINT || kind === DELIMITED ? varint(message, tag.end) : undefined;
    const start = value && kind === DELIMITED ? value.end : tag.end;
    const end =
      kind === VARINT ? value?.end : start + ((kind === DELIMITED ? value?.value : FIXED[kind]) ?? Number.NaN);
    // The comparison is also false for NaN, the length of unknown wire types.
    if (end === undefined || !(end <= message.length)) return undefined;
    fields.push({ number: Math.floor(tag.value / 8), content: message.subarray(kind === VARINT ? end : start, end) });
    at = end;
  }
  return fields;
}

function varint(message: Buffer, at: number): { readonly value: number; readonly end: number } | undefined {
  let value = 0;
  for (let i = 0; i < 10; i++) {
    const byte = message[at + i];
    if (byte === undefined) return undefined;
    value += (byte & 127) * 2 ** (7 * i);
    if (byte < 128) return { value, end: at + i + 1 };
  }
  return undefined;
}
