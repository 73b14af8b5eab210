import type { ResolvedStack, StackSettings } from "../../../config/schema";
import { partitionOf } from "../../../lambda/partitions";
import { allow, type IamStatement, type PartPermissions } from "../policy-document";
import type { PolicySubject } from "../policy-subject";

type S3Backend = Extract<StackSettings["backend"], { type: "s3" }>;

/** Permissions for Terraform's state; none if the state is a local file. */
export interface StatePermissions extends PartPermissions {
  /** To read the state of the last deploy without a lock, as `terraform output` does. */
  readonly look: readonly IamStatement[];
}

/**
 * Permissions for Terraform's state in S3. A plan locks the state too, which writes an object beside it, except with
 * `-lock=false`.
 * @see https://developer.hashicorp.com/terraform/language/backend/s3#permissions-required
 */
export function statePermissions(subject: PolicySubject): StatePermissions {
  const { stackName, settings } = subject.stack;
  const { backend, region } = settings;
  if (backend.type !== "s3") return { look: [], read: [], write: [] };
  const bucket = `arn:${partitionOf(region)}:s3:::${backend.bucket}`;
  const state = `${bucket}/${backend.key ?? `${stackName}.tfstate`}`;
  const look = [
    allow("FindState", ["s3:ListBucket"], [bucket]),
    allow("ReadState", ["s3:GetObject"], [state]),
    ...keyStatements("DecryptState", "kms:Decrypt", subject, backend),
  ];
  const lock = [
    allow("LockState", ["s3:DeleteObject", "s3:GetObject", "s3:PutObject"], [`${state}.tflock`]),
    ...keyStatements("EncryptState", "kms:GenerateDataKey", subject, backend),
  ];
  return {
    look,
    read: subject.withoutLock ? look : [...look, ...lock],
    write: [...(subject.withoutLock ? lock : []), allow("WriteState", ["s3:PutObject"], [state])],
  };
}

/**
 * Permissions for the state's KMS key. A key that the configuration names by an alias is matched by that alias.
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/UsingKMSEncryption.html#require-sse-kms
 * @see https://docs.aws.amazon.com/kms/latest/developerguide/alias-authorization.html
 */
function keyStatements(
  sid: string,
  action: string,
  { stack, accountId }: PolicySubject,
  { kmsKeyId, region = stack.settings.region }: S3Backend,
): IamStatement[] {
  if (kmsKeyId === undefined) return [];
  const alias = /(?:^|:)(alias\/.+)$/.exec(kmsKeyId)?.[1];
  const own = `arn:${partitionOf(region)}:kms:${region}:${accountId}:key/${alias ? "*" : kmsKeyId}`;
  return [
    allow(sid, [action], [kmsKeyId.startsWith("arn:") && !alias ? kmsKeyId : own], {
      StringLike: { "kms:ViaService": `s3.${region}.*` },
      ...(alias ? { "ForAnyValue:StringEquals": { "kms:ResourceAliases": alias } } : {}),
    }),
  ];
}

/**
 * Whether Terraform reads the state with other credentials than it uses for the stack's resources: those of the
 * identity that runs Terraform instead of the assumed role's, or those of another profile.
 */
export function stateIsApart({ settings }: ResolvedStack): boolean {
  const { backend, assumeRole, profile } = settings;
  return assumeRole !== undefined || (backend.type === "s3" && backend.profile !== profile);
}

/**
 * Permissions of the identity that runs Terraform, if another identity does the work in AWS: to assume the role, and to
 * use the state.
 */
export function callerPermissions(subject: PolicySubject): PartPermissions {
  const { assumeRole } = subject.stack.settings;
  const { read, write } = statePermissions(subject);
  const assume = assumeRole ? [allow("AssumeDeployer", ["sts:AssumeRole"], [assumeRole.roleArn])] : [];
  return { read: [...assume, ...read], write };
}
