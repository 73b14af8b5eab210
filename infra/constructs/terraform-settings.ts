import { AwsProvider } from "@cdktf/provider-aws/lib/provider";
import { LocalBackend, S3Backend, type TerraformStack } from "cdktf";
import type { StackSettings } from "../../config/schema";
import { IGNORED_TAGS } from "../default-authorizer/names";

/**
 * Supported AWS provider versions: the bindings use nothing that the oldest lacks, and 6.x changes nothing that this
 * project uses.
 */
export const AWS_PROVIDER_VERSIONS = ">= 5.100.0, < 7.0.0";

/**
 * AWS provider versions that know the runtime nodejs24.x; older ones refuse it while they plan.
 * @see https://github.com/hashicorp/terraform-provider-aws/issues/44986
 */
const NODEJS_24_PROVIDER_VERSIONS = ">= 6.19.0, < 7.0.0";

/** Supported Terraform versions: `check` blocks need 1.5, locking of the state in S3 itself needs 1.10. */
const TERRAFORM_VERSIONS = { local: ">= 1.5.0", s3: ">= 1.10.0" } as const;

/** Configures Terraform: its version, the AWS provider, and the backend of the state. */
export function terraformSettings(stack: TerraformStack, stackName: string, settings: StackSettings): void {
  const { region, acceptNewRegion, profile, assumeRole, accountId, tags, backend } = settings;
  new AwsProvider(stack, "aws", {
    region,
    ...(acceptNewRegion ? { skipRegionValidation: true } : {}),
    ...(profile ? { profile } : {}),
    ...(assumeRole ? { assumeRole: [assumeRole] } : {}),
    ...(accountId ? { allowedAccountIds: [accountId] } : {}),
    ...(Object.keys(tags).length > 0 ? { defaultTags: [{ tags }] } : {}),
    ignoreTags: [{ keys: [...IGNORED_TAGS] }],
  });
  stack.addOverride("terraform.required_version", TERRAFORM_VERSIONS[backend.type]);
  stack.addOverride(
    "terraform.required_providers.aws.version",
    settings.function.runtime === "nodejs24.x" ? NODEJS_24_PROVIDER_VERSIONS : AWS_PROVIDER_VERSIONS,
  );

  if (backend.type === "local") {
    // Relative to cdktf.out/stacks/<stack>, where terraform runs; CDKTF itself would write an absolute path.
    new LocalBackend(stack, { path: backend.path ?? `../../../terraform.${stackName}.tfstate` });
    return;
  }
  const {
    bucket,
    key = `${stackName}.tfstate`,
    region: bucketRegion = region,
    kmsKeyId,
    profile: bucketProfile,
  } = backend;
  new S3Backend(stack, {
    bucket,
    key,
    region: bucketRegion,
    ...(acceptNewRegion ? { skipRegionValidation: true } : {}),
    encrypt: true,
    ...(kmsKeyId ? { kmsKeyId } : {}),
    ...(bucketProfile ? { profile: bucketProfile } : {}),
  });
  stack.addOverride("terraform.backend.s3.use_lockfile", true);
}
