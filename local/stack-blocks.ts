import { readFile } from "node:fs/promises";
import { join } from "node:path";

/** A block of Terraform's JSON configuration syntax. */
export type Block = Readonly<Record<string, unknown>>;

/** The folder does not hold a stack that the stand-in understands. */
export class UnreadableStack extends Error {
  constructor(folder: string, reason: string) {
    super(`${folder} must hold a synthesized stack, but ${reason}. Synthesize the stack first.`);
    this.name = "UnreadableStack";
  }
}

/** Returns the only resource of a type. @throws {UnreadableStack} if the stack has none, or more than one */
export function only(folder: string, stack: Block, type: string): Block {
  const blocks = blocksOf(stack, type);
  if (blocks.length !== 1 || !blocks[0])
    throw new UnreadableStack(folder, `has ${blocks.length} resources of type ${type}`);
  return blocks[0];
}

/** Every resource of a type, in the order of `cdk.tf.json`. */
export function blocksOf(stack: Block, type: string): readonly Block[] {
  return Object.values((stack.resource as Record<string, Record<string, Block>> | undefined)?.[type] ?? {});
}

/** Reads `cdk.tf.json`. @throws {UnreadableStack} if the file is missing or not valid JSON */
export async function readResources(folder: string): Promise<Block> {
  const text = await readFile(join(folder, "cdk.tf.json"), "utf8").catch(() => {
    throw new UnreadableStack(folder, "has no cdk.tf.json");
  });
  try {
    return JSON.parse(text) as Block;
  } catch {
    throw new UnreadableStack(folder, "its cdk.tf.json is not valid JSON");
  }
}

/** Reads the zip that would be deployed. @throws {UnreadableStack} if the file is missing */
export async function readZip(folder: string, filename: string): Promise<Buffer> {
  return readFile(join(folder, filename)).catch(() => {
    throw new UnreadableStack(folder, `lacks the function's zip ${filename}`);
  });
}
