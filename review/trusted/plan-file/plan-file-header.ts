/** What a plan file says of itself, besides the configuration that it was made from. */
export interface PlanFileHeader {
  /** When the plan was made, as its JSON says it: RFC 3339. Empty for a version of Terraform that did not note it. */
  readonly timestamp: string;
  /** The workspace whose state the plan is of: `default` unless somebody chose another. */
  readonly workspace: string;
}

/** Numbers of fields in `tfplan`, the same in Terraform since 1.5 and in OpenTofu. */
const BACKEND = 13;
const TIMESTAMP = 21;
const STATE_STORE = 29;
/** Of `Backend` and of `StateStore`. */
const WORKSPACE = 3;

/**
 * Reads the file `tfplan` of a plan file, a message of Protocol Buffers.
 * @returns `undefined` for what is no such message
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

/** Bytes of a field by the kind of its value, where they do not depend on the value itself. */
const FIXED: Readonly<Record<number, number>> = { 1: 8, 5: 4 };
const VARINT = 0;
const DELIMITED = 2;

/** @returns `undefined` where the bytes end within a field, or are none */
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
    // Not-a-number, too.
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
