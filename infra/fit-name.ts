import { createHash } from "node:crypto";

/**
 * A name that is as long as AWS takes it at most: of a longer one, the beginning and a digest of the whole.
 * @example fitName("a-stack-with-a-long-name-factory-north", 36) // "a-stack-with-a-long-name-fa-5b8c0f1e"
 */
export function fitName(name: string, most: number): string {
  if (name.length <= most) return name;
  const digest = createHash("sha256").update(name).digest("hex").slice(0, 8);
  return `${name.slice(0, most - digest.length - 1)}-${digest}`;
}
