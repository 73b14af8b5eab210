import { typeOfKinds } from "../kind-reviews";
import type { KnownType } from "./known-type";

const NAMED = ["arn", "id", "tags_all"];
const NAME = "nobody gains: a name, which the replacement of the resource shows" as const;
const WORDS = "nobody gains: words for people" as const;
const TAGS = "code tags-changed" as const;
const ALARM = "code alarm-loosened" as const;
const PROGRAM =
  "nobody gains: the step's input; the warnings default-set and default-taken-over say what it does" as const;

/**
 * Every type of resources that any stack may have. The types of the kinds of login and store are in `kind-reviews.ts`.
 * A type or a setting that is in neither place counts as widening until it is added.
 *
 * To add a type: write a row. `computed` and `defaults` are the attributes that `terraform show -json` has of a
 * deployed resource beyond the synthesis. `settings` has each setting of the construct, with the warning that reports a
 * change; `effects` describes creating, changing and destroying a resource, which is enough if no values need to be
 * compared. Document the warnings' codes in docs/plan-review.md; a test checks that they are there.
 */
const KNOWN_TYPES: Readonly<Record<string, KnownType>> = {
  aws_cloudwatch_dashboard: {
    computed: ["id", "dashboard_arn"],
    defaults: {},
    settings: { dashboard_name: NAME, dashboard_body: "code metrics-off" },
  },
  aws_cloudwatch_log_group: {
    computed: [...NAMED, "name_prefix", "log_group_class"],
    defaults: { log_group_class: "STANDARD" },
    settings: { name: NAME, retention_in_days: "code log-retention-reduced", log_group_class: NAME },
  },
  aws_cloudwatch_metric_alarm: {
    computed: [...NAMED, "evaluate_low_sample_count_percentiles"],
    defaults: { actions_enabled: true },
    settings: {
      actions_enabled: ALARM,
      alarm_actions: "code alarms-redirected",
      alarm_description: WORDS,
      alarm_name: NAME,
      comparison_operator: ALARM,
      dimensions: ALARM,
      evaluation_periods: ALARM,
      datapoints_to_alarm: ALARM,
      extended_statistic: ALARM,
      metric_name: ALARM,
      namespace: ALARM,
      ok_actions: "nobody gains: the topics that are notified when an alarm ends",
      period: ALARM,
      statistic: ALARM,
      threshold: ALARM,
      treat_missing_data: ALARM,
    },
  },
  aws_cloudwatch_query_definition: {
    computed: ["id", "query_definition_id"],
    defaults: { query_language: "CWLI" },
    settings: { name: NAME, log_group_names: WORDS, query_string: WORDS },
  },
  aws_iam_role: {
    computed: [...NAMED, "create_date", "unique_id", "name_prefix", "inline_policy", "managed_policy_arns"],
    defaults: { max_session_duration: 3600, path: "/" },
    settings: {
      name: NAME,
      description: WORDS,
      assume_role_policy: "code function-role-open",
      permissions_boundary: "code function-boundary-changed",
    },
  },
  aws_iam_role_policy: {
    computed: ["id", "name_prefix"],
    defaults: {},
    settings: { name: NAME, role: "code policy-for-other-role", policy: "code function-may-more" },
  },
  aws_iot_authorizer: {
    computed: NAMED,
    defaults: {},
    settings: {
      name: "code authorizer-renamed",
      authorizer_function_arn: "code authorizer-function-changed",
      status: "code authorizer-inactive",
      signing_disabled: "code signing-off",
      token_key_name: "code token-key-renamed",
      token_signing_public_keys: "code signing-key-added",
      enable_caching_for_http: "code http-caching-on",
      tags: TAGS,
    },
  },
  aws_iot_domain_configuration: {
    computed: [...NAMED, "domain_name", "domain_type", "tls_config"],
    defaults: { service_type: "DATA" },
    settings: {
      name: NAME,
      domain_name: "code endpoint-new",
      server_certificate_arns: "code endpoint-certificate-changed",
      validation_certificate_arn: "code endpoint-certificate-changed",
      authentication_type: "code endpoint-protocol-changed",
      application_protocol: "code endpoint-protocol-changed",
      authorizer_config: "code endpoint-authorizer-changed",
      status: "code endpoint-enabled",
    },
  },
  aws_lambda_function: {
    computed: [
      ...[...NAMED, "code_sha256", "ephemeral_storage", "invoke_arn", "last_modified", "logging_config"],
      ...["qualified_arn", "qualified_invoke_arn", "response_streaming_invoke_arn", "signing_job_arn"],
      ...["signing_profile_version_arn", "source_code_size", "tracing_config", "version"],
    ],
    defaults: { package_type: "Zip", reserved_concurrent_executions: -1 },
    settings: {
      function_name: NAME,
      description: WORDS,
      role: "code function-altered",
      handler: "code function-altered",
      filename: "code function-altered",
      runtime: "code function-changed",
      architectures: "code function-changed",
      memory_size: "code function-changed",
      timeout: "code function-changed",
      reserved_concurrent_executions: "code concurrency-reduced",
      source_code_hash: "code package-changed",
    },
  },
  aws_lambda_permission: {
    computed: ["id", "statement_id_prefix"],
    defaults: {},
    settings: {
      action: "code function-altered",
      function_name: "code function-altered",
      principal: "code invoke-open",
      source_arn: "code invoke-open",
      source_account: "code invoke-open",
      statement_id: NAME,
    },
  },
  terraform_data: {
    computed: ["id", "output"],
    defaults: {},
    settings: { input: PROGRAM, triggers_replace: PROGRAM },
  },
};

/** Returns a type of resources; undefined for a type that no stack has. */
export function knownType(type: string): KnownType | undefined {
  return Object.hasOwn(KNOWN_TYPES, type) ? KNOWN_TYPES[type] : typeOfKinds(type);
}
