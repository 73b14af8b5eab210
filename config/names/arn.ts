import { text } from "../schema/setting-fields";

/** Partition of an ARN. */
const PARTITION = "aws(?:-[a-z]+)*";
const REGION = "[a-z]+(?:-[a-z0-9]+)+";
const ACCOUNT = "\\d{12}";
/**
 * Path of a role or policy: the printable ASCII that IAM accepts, except the characters of wildcards and variables in policies and Terraform:
 * `$ % * ? { }`.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
 */
const PATH = "(?:[!-#&-)+->@-z|~]{1,510}/)?";

/** Kinds of ARN in a configuration: the name of the resource for messages, the pattern of the ARN, and an example. */
const KINDS = {
  role: {
    name: "an IAM role",
    pattern: `iam::${ACCOUNT}:role/${PATH}[\\w+=,.@-]{1,64}`,
    example: "arn:aws:iam::123456789012:role/deployer",
  },
  policy: {
    name: "a managed IAM policy",
    pattern: `iam::(?:${ACCOUNT}|aws):policy/${PATH}[\\w+=,.@-]{1,128}`,
    example: "arn:aws:iam::123456789012:policy/function-boundary",
  },
  key: {
    name: "a KMS key",
    pattern: `kms:${REGION}:${ACCOUNT}:key/[A-Za-z0-9-]{1,64}`,
    example: "arn:aws:kms:us-east-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab",
  },
  certificate: {
    name: "an ACM certificate",
    pattern: `acm:${REGION}:${ACCOUNT}:certificate/[A-Za-z0-9-]{1,64}`,
    example: "arn:aws:acm:us-east-1:123456789012:certificate/12345678-1234-1234-1234-123456789012",
  },
  topic: {
    name: "a standard SNS topic",
    pattern: `sns:${REGION}:${ACCOUNT}:[A-Za-z0-9_-]{1,256}`,
    example: "arn:aws:sns:us-east-1:123456789012:on-call",
  },
} as const;

/**
 * Returns the schema of an ARN of one resource: without wildcards, and without what Terraform or a policy would read as a variable.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html
 * @example arn("role") // accepts "arn:aws:iam::123456789012:role/deployer"
 */
export function arn(kind: keyof typeof KINDS) {
  const { name, pattern, example } = KINDS[kind];
  return text(new RegExp(`^arn:${PARTITION}:${pattern}$`), `be the ARN of ${name}`, `Write it like ${example}.`);
}
