import type { ResolvedStack, StackSettings } from "../../../config/schema";
import { partitionOf } from "../../../lambda/partitions";
import { allow, type IamStatement, type PartPermissions } from "../policy-document";
import type { PolicySubject } from "../policy-subject";

type S3Backend = Extract<StackSettings["backend"], { type: "s3" }>;

/** For Terraform's state, as far as a task goes; nothing where it is a local file. */
export interface StatePermissions extends PartPermissions {
  /** To read what the last deploy has recorded, as `terraform output` does: without a lock. */
  readonly look: readonly IamStatement[];
}

/**
 * For Terraform's state in S3. Even a plan locks it, which writes an object beside it, unless it is told not to (`-lock=false`).
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
 * A key that is named by an alias is found by that alias, whichever key has it.
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
 * Whether Terraform's state is reached with other credentials than AWS: with those of the identity that runs Terraform instead of the assumed
 * role's, or with another profile's.
 */
export function stateIsApart({ settings }: ResolvedStack): boolean {
  const { backend, assumeRole, profile } = settings;
  return assumeRole !== undefined || (backend.type === "s3" && backend.profile !== profile);
}

/** For the identity that runs Terraform, where the work in AWS is done by another identity: reach that, and the state. */
export function callerPermissions(subject: PolicySubject): PartPermissions {
  const { assumeRole } = subject.stack.settings;
  const { read, write } = statePermissions(subject);
  const assume = assumeRole ? [allow("AssumeDeployer", ["sts:AssumeRole"], [assumeRole.roleArn])] : [];
  return { read: [...assume, ...read], write };
}
