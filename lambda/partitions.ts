/** A group of Regions with separate accounts, ARNs and host names. */
interface Partition {
  /** The partition in ARNs: `arn:<id>:iot:…`. */
  readonly id: string;
  /** End of the host names of its services: `dynamodb.<region>.<suffix>`. */
  readonly dnsSuffix: string;
}

const STANDARD: Partition = { id: "aws", dnsSuffix: "amazonaws.com" };

/** AWS's other partitions, with the prefix that only the names of their Regions have. */
const PARTITIONS: readonly (Partition & { readonly prefix: string })[] = [
  { id: "aws-cn", dnsSuffix: "amazonaws.com.cn", prefix: "cn-" },
  { id: "aws-eusc", dnsSuffix: "amazonaws.eu", prefix: "eusc-" },
  { id: "aws-iso", dnsSuffix: "c2s.ic.gov", prefix: "us-iso-" },
  { id: "aws-iso-b", dnsSuffix: "sc2s.sgov.gov", prefix: "us-isob-" },
  { id: "aws-iso-e", dnsSuffix: "cloud.adc-e.uk", prefix: "eu-isoe-" },
  { id: "aws-iso-f", dnsSuffix: "csp.hci.ic.gov", prefix: "us-isof-" },
  { id: "aws-us-gov", dnsSuffix: "amazonaws.com", prefix: "us-gov-" },
];

/**
 * Returns the partition of a Region, as written in ARNs. The prefix of the name decides, so that new Regions have the
 * right partition, too.
 * @see https://docs.aws.amazon.com/whitepapers/latest/aws-fault-isolation-boundaries/partitions.html
 * @example partitionOf("cn-north-1") // "aws-cn"
 */
export function partitionOf(region: string): string {
  return find(region).id;
}

/**
 * Returns the end of the host names of AWS's services in a Region.
 * @see https://docs.aws.amazon.com/general/latest/gr/rande.html
 * @example dnsSuffixOf("cn-north-1") // "amazonaws.com.cn"
 */
export function dnsSuffixOf(region: string): string {
  return find(region).dnsSuffix;
}

function find(region: string): Partition {
  return PARTITIONS.find(({ prefix }) => region.startsWith(prefix)) ?? STANDARD;
}

/**
 * The published Regions of all partitions. A test compares them with those of AWS's SDK.
 * @see https://github.com/aws/aws-sdk-js-v3/blob/main/packages/util-endpoints/src/lib/aws/partitions.json
 */
export const REGIONS: readonly string[] = [
  // aws
  "af-south-1",
  "ap-east-1",
  "ap-east-2",
  "ap-northeast-1",
  "ap-northeast-2",
  "ap-northeast-3",
  "ap-south-1",
  "ap-south-2",
  "ap-southeast-1",
  "ap-southeast-2",
  "ap-southeast-3",
  "ap-southeast-4",
  "ap-southeast-5",
  "ap-southeast-6",
  "ap-southeast-7",
  "ca-central-1",
  "ca-west-1",
  "eu-central-1",
  "eu-central-2",
  "eu-north-1",
  "eu-south-1",
  "eu-south-2",
  "eu-west-1",
  "eu-west-2",
  "eu-west-3",
  "il-central-1",
  "me-central-1",
  "me-south-1",
  "me-west-1",
  "mx-central-1",
  "sa-east-1",
  "sa-west-1",
  "us-east-1",
  "us-east-2",
  "us-west-1",
  "us-west-2",
  // aws-cn
  "cn-north-1",
  "cn-northwest-1",
  // aws-eusc
  "eusc-de-east-1",
  // aws-iso
  "us-iso-east-1",
  "us-iso-west-1",
  // aws-iso-b
  "us-isob-east-1",
  "us-isob-west-1",
  // aws-iso-e
  "eu-isoe-west-1",
  // aws-iso-f
  "us-isof-east-1",
  "us-isof-south-1",
  // aws-us-gov
  "us-gov-east-1",
  "us-gov-west-1",
];
