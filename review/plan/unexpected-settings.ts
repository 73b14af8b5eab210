import { ADDRESS } from "../../infra/addresses";
import type { Plan } from "./plan-schema";

/**
 * Expected attributes of the resources that decide about logins: attributes that this project sets, that other warnings
 * are about, or that AWS fills in. This project sets none of the provider's other attributes.
 */
const EXPECTED = {
  [ADDRESS.function]: [
    ...["architectures", "description", "environment", "filename", "function_name", "handler", "image_uri", "layers"],
    ...["memory_size", "reserved_concurrent_executions", "role", "runtime", "source_code_hash", "timeout"],
    ...["arn", "code_sha256", "id", "invoke_arn", "last_modified", "qualified_arn", "qualified_invoke_arn", "region"],
    ...["signing_job_arn", "signing_profile_version_arn", "source_code_size", "tags", "tags_all", "version"],
  ],
  [ADDRESS.role]: [
    ...["assume_role_policy", "description", "inline_policy", "managed_policy_arns", "name", "permissions_boundary"],
    ...["arn", "create_date", "id", "tags", "tags_all", "unique_id"],
  ],
  [ADDRESS.invokePermission]: [
    ...["action", "function_name", "principal", "source_account", "source_arn", "statement_id"],
    ...["id", "region"],
  ],
} as const;

/** Values, besides empty ones, that the provider or AWS writes for attributes that are not set, as JSON. */
const DEFAULTS: Readonly<Record<string, readonly string[]>> = {
  package_type: ['"Zip"'],
  ephemeral_storage: ['[{"size":512}]'],
  tracing_config: ['[{"mode":"PassThrough"}]'],
  path: ['"/"'],
  max_session_duration: ["3600"],
};

/**
 * Returns the names of a resource's attributes that the plan sets or changes and this project never sets.
 * @example unexpectedSettings(plan, "aws_lambda_function.authorizer") // ["vpc_config"]
 */
export function unexpectedSettings(plan: Plan, address: keyof typeof EXPECTED): string[] {
  const found = plan.resource_changes.find((resource) => resource.mode === "managed" && resource.address === address);
  const [before, after] = [found?.change.before, found?.change.after].map(
    (values) => new Map(Object.entries(values ?? {})),
  );
  const expected: ReadonlySet<string> = new Set(EXPECTED[address]);
  return [...(after ?? [])]
    .filter(
      ([name, value]) =>
        !expected.has(name) && !isNothing(name, value) && JSON.stringify(value) !== JSON.stringify(before?.get(name)),
    )
    .map(([name]) => name)
    .sort();
}

/** Whether a value is empty or a default. Blocks that are not set are empty lists. */
function isNothing(name: string, value: unknown): boolean {
  if (value === null || value === "" || value === false) return true;
  if (DEFAULTS[name]?.includes(JSON.stringify(value))) return true;
  return typeof value === "object" && Object.keys(value as object).length === 0;
}
