import { keepUsedTypes } from "./provider-schema";

/** Returns a length-delimited protobuf field. All top-level fields of the provider's schema are length-delimited. */
function field(number: number, content: Buffer): Buffer {
  const length: number[] = [];
  let rest = content.length;
  do {
    length.push((rest & 127) | (rest > 127 ? 128 : 0));
    rest >>>= 7;
  } while (rest > 0);
  return Buffer.concat([Buffer.from([(number << 3) | 2, ...length]), content]);
}

const entry = (name: string, size = 10): Buffer =>
  Buffer.concat([field(1, Buffer.from(name)), field(2, Buffer.alloc(size, 0xff))]);

function message(...fields: Buffer[]): Buffer {
  const content = Buffer.concat(fields);
  const prefix = Buffer.alloc(5);
  prefix.writeUInt32BE(content.length, 1);
  return Buffer.concat([prefix, content]);
}

describe("keepUsedTypes", () => {
  const provider = field(1, Buffer.from("the provider's own schema"));
  const authorizer = field(2, entry("aws_iot_authorizer", 100_000));
  const caller = field(3, entry("aws_caller_identity"));

  it("keeps the types that the stacks use byte for byte, and leaves the others out", () => {
    const whole = message(
      provider,
      field(2, entry("aws_s3_bucket", 300)),
      authorizer,
      field(3, entry("aws_vpc")),
      caller,
    );

    expect(keepUsedTypes(whole).equals(message(provider, authorizer, caller))).toBe(true);
  });

  it("throws for an answer that it cannot read", () => {
    const compressed = message(provider);
    compressed[0] = 1;

    expect(() => keepUsedTypes(compressed)).toThrow("compressed");
    expect(() => keepUsedTypes(message(Buffer.from([8, 1])))).toThrow("unexpected wire type 0");
  });
});
