const PARTITIONS: readonly (readonly [string, RegExp])[] = [
  ["aws-cn", /^cn-/],
  ["aws-us-gov", /^us-gov-/],
  ["aws-iso", /^us-iso-/],
  ["aws-iso-b", /^us-isob-/],
];

/**
 * The partition a Region is in.
 * @see https://docs.aws.amazon.com/whitepapers/latest/aws-fault-isolation-boundaries/partitions.html
 * @example
 * partitionOf("cn-north-1"); // "aws-cn"
 */
export function partitionOf(region: string): string {
  return PARTITIONS.find(([, regions]) => regions.test(region))?.[0] ?? "aws";
}
