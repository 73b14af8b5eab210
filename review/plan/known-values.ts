import { z } from "zod";
import { ADDRESS, INSTANCE } from "../../infra/addresses";
import { accessMap } from "../access/reviewed-access-map";

const stepInput = z.object({
  authorizerArn: z.string().nullish(),
  takeOver: z.boolean().nullish(),
  accountId: z.string().nullish(),
});

const text = z.string().nullish();
const texts = z.array(z.string()).nullish();
const number = z.number().nullish();
const flag = z.boolean().nullish();

/**
 * Schemas of the values that a review reads of a stack's own resources, by address. All values may be unknown until the
 * apply.
 */
export const VALUES_BY_ADDRESS = {
  [ADDRESS.accessMap]: z
    .object({ triggers_replace: accessMap })
    .transform((values) => ({ map: values.triggers_replace })),
  [ADDRESS.authorizer]: z.object({
    arn: text,
    name: text,
    status: text,
    signing_disabled: flag,
    token_signing_public_keys: z.record(z.string(), z.string()).nullish(),
    authorizer_function_arn: text,
    enable_caching_for_http: flag,
    token_key_name: text,
  }),
  [ADDRESS.function]: z.object({
    arn: text,
    function_name: text,
    source_code_hash: text,
    reserved_concurrent_executions: number,
    role: text,
    handler: text,
    runtime: text,
    memory_size: number,
    timeout: number,
    architectures: texts,
    layers: texts,
    image_uri: text,
    filename: text,
    // Only the names of variables are read: their values may be secret.
    environment: z.array(z.object({ variables: z.record(z.string(), z.unknown()).nullish() })).nullish(),
  }),
  [ADDRESS.invokePermission]: z.object({
    source_account: text,
    source_arn: text,
    principal: text,
    action: text,
    function_name: text,
  }),
  [ADDRESS.role]: z.object({
    arn: text,
    assume_role_policy: text,
    managed_policy_arns: texts,
    name: text,
    inline_policy: z.array(z.object({ name: text, policy: text })).nullish(),
    permissions_boundary: text,
  }),
  [ADDRESS.logGroup]: z.object({ retention_in_days: number }),
  [ADDRESS.dashboard]: z.object({ dashboard_body: text }),
  [ADDRESS.endpoint]: z.object({
    domain_name: text,
    domain_type: text,
    server_certificate_arns: texts,
    status: text,
    authentication_type: text,
    application_protocol: text,
    validation_certificate_arn: text,
    tls_config: z.array(z.object({ security_policy: text })).nullish(),
    authorizer_config: z.array(z.object({ default_authorizer_name: text, allow_authorizer_override: flag })).nullish(),
  }),
  [INSTANCE.defaultSet]: z.object({ input: stepInput }),
  [INSTANCE.defaultRelease]: z.object({ input: stepInput }),
} as const;

/** Schemas of the values of resources of which a stack may have several, by type. */
export const VALUES_BY_TYPE = {
  aws_cloudwatch_metric_alarm: z.object({
    alarm_name: text,
    alarm_actions: texts,
    actions_enabled: flag,
    threshold: number,
    evaluation_periods: number,
    datapoints_to_alarm: number,
    comparison_operator: text,
    metric_name: text,
    namespace: text,
    dimensions: z.record(z.string(), z.string()).nullish(),
    statistic: text,
    extended_statistic: text,
    period: number,
    treat_missing_data: text,
  }),
  aws_cloudwatch_query_definition: z.object({ name: text }),
  aws_dynamodb_table: z.object({
    name: text,
    deletion_protection_enabled: flag,
    point_in_time_recovery: z.array(z.object({ enabled: flag })).nullish(),
    server_side_encryption: z.array(z.object({ kms_key_arn: text })).nullish(),
    restore_source_name: text,
    restore_source_table_arn: text,
    import_table: z.array(z.unknown()).nullish(),
  }),
  aws_iam_role_policy: z.object({ policy: text, role: text }),
  aws_iot_ca_certificate: z.object({
    active: flag,
    allow_auto_registration: flag,
    ca_certificate_pem: text,
    registration_config: z.array(z.unknown()).nullish(),
  }),
  aws_iot_certificate: z.object({ ca_pem: text, active: flag }),
  aws_iot_policy: z.object({ name: text, policy: text }),
  aws_iot_policy_attachment: z.object({ policy: text }),
} as const;
