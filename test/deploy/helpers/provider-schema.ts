/** Matches the resources and data sources that the stacks, the documents and the tests use. */
const USED =
  /^aws_(caller_identity$|region$|partition$|cloudwatch_(dashboard|log_group|metric_alarm|query_definition)$|dynamodb_table$|iam_role$|iam_role_policy$|iam_role_policy_attachment$|iam_policy_document$|iot_(authorizer|ca_certificate|certificate|domain_configuration|endpoint|policy|provisioning_template|thing)|lambda_(function|permission)$)/;

/** Numbers of the fields whose entries are by name: resources, data sources, functions and ephemeral resources. */
const BY_NAME = new Set([2, 3, 7, 8]);

/**
 * Removes the types that these tests do not use from a gRPC answer to `GetProviderSchema`. For a stack with another
 * type, Terraform fails with "does not support resource type".
 * @param message The message as it is on the wire, with gRPC's prefix of five bytes
 * @see https://github.com/hashicorp/terraform/blob/v1.11.4/docs/plugin-protocol/tfplugin5.8.proto
 * `GetProviderSchema.Response`
 */
export function keepUsedTypes(message: Buffer): Buffer {
  if (message[0] !== 0) throw new Error("the AWS provider compressed its schema, which the tests cannot read");
  const kept: Buffer[] = [];
  for (let at = 5; at < message.length; ) {
    const field = readField(message, at);
    if (!BY_NAME.has(field.number) || USED.test(entryName(field.content))) kept.push(message.subarray(at, field.end));
    at = field.end;
  }
  const content = Buffer.concat(kept);
  const prefix = Buffer.alloc(5);
  prefix.writeUInt32BE(content.length, 1);
  return Buffer.concat([prefix, content]);
}

/** Returns the key of an entry of a protobuf map. */
function entryName(entry: Buffer): string {
  const key = readField(entry, 0);
  if (key.number !== 1) throw new Error("an entry of the AWS provider's schema does not start with its name");
  return key.content.toString();
}

interface Field {
  readonly number: number;
  readonly content: Buffer;
  /** Where the next field starts. */
  readonly end: number;
}

/** Reads a length-delimited protobuf field; the schema has no other top-level fields. */
function readField(message: Buffer, at: number): Field {
  const [tag, afterTag] = readVarint(message, at);
  if ((tag & 7) !== 2) throw new Error(`unexpected wire type ${tag & 7} in the AWS provider's schema`);
  const [length, start] = readVarint(message, afterTag);
  const end = start + length;
  return { number: tag >>> 3, content: message.subarray(start, end), end };
}

/** Reads a protobuf varint. @returns the value and the position after it */
function readVarint(message: Buffer, at: number): [value: number, end: number] {
  let value = 0;
  for (let i = 0; ; i++) {
    const byte = message[at + i] ?? 0;
    value += (byte & 127) * 2 ** (7 * i);
    if (byte < 128) return [value, at + i + 1];
  }
}
