import { REGION } from "../helpers/sandbox";
import { type Row, withAttributes } from "./plan-row";

const evaluated = (expression: string) => `\${${expression}}`;

const ACCOUNT = "123456789012";
const policy = (effect: string) =>
  JSON.stringify({ Statement: [{ Action: "*", Effect: effect, Resource: "*" }], Version: "2012-10-17" });
const FUNCTION = "resource.aws_lambda_function.authorizer";
const PERMISSION = "resource.aws_lambda_permission.invoke";
const STEP = "resource.terraform_data";

/**
 * Settings of the function that decide which code runs with which rights, with the end of the review's sentence about
 * each.
 */
const OF_THE_FUNCTION: readonly (readonly [setting: string, value: unknown, is: string])[] = [
  ["vpc_config", { subnet_ids: ["subnet-1"], security_group_ids: ["sg-1"] }, "in the synthesis"],
  ["layers", [`arn:aws:lambda:${REGION}:${ACCOUNT}:layer:theirs:1`], "in the synthesis"],
  ["environment", { variables: { NODE_OPTIONS: "--import=./theirs.mjs" } }, "in the synthesis"],
  ["handler", "theirs.handler", "what the synthesis says"],
  ["role", `arn:aws:iam::${ACCOUNT}:role/admin`, "what the synthesis says"],
  ["dead_letter_config", { target_arn: `arn:aws:sqs:${REGION}:${ACCOUNT}:theirs` }, "in the synthesis"],
  ["kms_key_arn", `arn:aws:kms:${REGION}:${ACCOUNT}:key/theirs`, "in the synthesis"],
];

/** Plans that Terraform can make and this project never makes. */
export const ROWS: readonly Row[] = [
  {
    title: "an existing environment variable of the function gets another value",
    state: withAttributes("aws_lambda_function.authorizer", { environment: [{ variables: { MODE: "strict" } }] }),
    configuration: { [`${FUNCTION}.environment`]: { variables: { MODE: "open" } } },
    says: "aws_lambda_function.authorizer: environment is not in the synthesis",
  },
  ...OF_THE_FUNCTION.map(([setting, value, is]) => ({
    title: `the function gets ${setting}`,
    configuration: { [`${FUNCTION}.${setting}`]: value },
    says: `aws_lambda_function.authorizer: ${setting} is not ${is}`,
  })),
  {
    title: "the role gets an inline policy",
    configuration: { "resource.aws_iam_role.authorizer.inline_policy": [{ name: "more", policy: policy("Allow") }] },
    says: "The function may do more than this project needs: * on *.",
  },
  {
    title: "the role gets a managed policy",
    configuration: {
      "resource.aws_iam_role.authorizer.managed_policy_arns": ["arn:aws:iam::aws:policy/AdministratorAccess"],
    },
    says: "The function may do more than this project needs: what arn:aws:iam::aws:policy/AdministratorAccess allows.",
  },
  {
    title: "a Deny that others put into the function's policy is taken away",
    state: withAttributes("aws_iam_role_policy.write_decision_log", { policy: policy("Deny") }),
    says: "A policy with a Deny statement changes or is removed: aws_iam_role_policy.write_decision_log.",
  },
  {
    title: "a policy that denies is destroyed",
    state: (resources) =>
      resources.flatMap((resource) => {
        if (resource.name !== "write_decision_log") return [resource];
        const attributes = { id: "cloudprnt-eu-central-1:guard", name: "guard", policy: policy("Deny") };
        const guard = { ...resource, name: "guard" };
        return [resource, ...withAttributes("aws_iam_role_policy.guard", attributes)([guard])];
      }),
    says: "A policy with a Deny statement changes or is removed: aws_iam_role_policy.guard.",
  },
  {
    title: "the step makes another authorizer the default",
    configuration: { [`${STEP}.default_set.input.authorizerName`]: "theirs" },
    says: "terraform_data.default_set[0]: input.authorizerName is not what the synthesis says",
  },
  {
    title: "the step is told another owner",
    configuration: { [`${STEP}.default_release.input.owner`]: "theirs" },
    says: "terraform_data.default_release[0]: input.owner is not what the synthesis says",
  },
  {
    title: "the tag that says whose the authorizer is changes",
    configuration: { "resource.aws_iot_authorizer.authorizer.tags": { "iot-auth:owner": "theirs" } },
    says: "aws_iot_authorizer.authorizer: tags.iot-auth:owner is not what the synthesis says",
  },
  {
    title: "others have switched signing off since the last apply",
    state: withAttributes("aws_iot_authorizer.authorizer", {
      signing_disabled: false,
      token_key_name: "token",
      token_signing_public_keys: { "key-1": "a public key" },
    }),
    args: ["-refresh=true"],
    says: "Others changed aws_iot_authorizer.authorizer since the last apply (signing_disabled, token_key_name, token_signing_public_keys), and this plan keeps that.",
  },
  {
    title: "others have attached a policy to the function's role since the last apply, and it stays",
    args: ["-refresh=true"],
    says: "Others changed aws_iam_role.authorizer since the last apply (managed_policy_arns), and this plan keeps that.",
  },
  {
    title: "the endpoint gets another TLS policy",
    configuration: {
      "resource.aws_iot_domain_configuration.endpoint.tls_config": {
        security_policy: "IotSecurityPolicy_TLS12_1_0_2015_01",
      },
    },
    says: "The endpoint's TLS policy is IotSecurityPolicy_TLS12_1_0_2015_01 from now on (before: IoTSecurityPolicy_TLS13_1_2_2022_10)",
  },
  {
    title: "an alarm calls a function",
    configuration: {
      "resource.aws_cloudwatch_metric_alarm.errors.alarm_actions": [
        `arn:aws:lambda:${REGION}:${ACCOUNT}:function:theirs`,
      ],
    },
    says: "aws_cloudwatch_metric_alarm.errors: alarm_actions is not what the synthesis says",
  },
  {
    title: "the provider takes on another role",
    configuration: { "provider.aws.0.assume_role": [{ role_arn: `arn:aws:iam::${ACCOUNT}:role/admin` }] },
    says: "provider.aws: assume_role is not in the synthesis",
  },
  {
    title: "the provider asks another address",
    configuration: { "provider.aws.0.endpoints": [{ sns: "http://127.0.0.1:9" }] },
    says: "provider.aws: endpoints is not in the synthesis",
  },
  {
    title: "there is a second provider, and a resource of it",
    configuration: {
      "provider.aws.1": { alias: "other", region: "us-east-1" },
      "resource.aws_iot_policy": { open: { name: "open", policy: policy("Allow"), provider: "aws.other" } },
    },
    says: "providers: aws.other is not in the synthesis",
  },
  {
    title: "a resource of the synthesis has another provider",
    configuration: {
      "provider.aws.1": { alias: "other", region: REGION },
      "resource.aws_cloudwatch_metric_alarm.errors.provider": "aws.other",
    },
    says: "aws_cloudwatch_metric_alarm.errors: provider_config_key is not what the synthesis says",
  },
  {
    title: "something else is read, as a program's output would be",
    configuration: {
      "data.terraform_remote_state": { theirs: { backend: "local", config: { path: "theirs.tfstate" } } },
    },
    files: {
      "theirs.tfstate": {
        version: 4,
        terraform_version: "1.11.4",
        serial: 1,
        lineage: "x",
        outputs: {},
        resources: [],
      },
    },
    says: "data.terraform_remote_state.theirs is not in the synthesis",
  },
  {
    title: "an object is left over from a replacement that failed, besides the one that is there",
    state: (resources) =>
      resources.map((resource) => {
        if (resource.type !== "aws_lambda_permission") return resource;
        const left = resource.instances.map((one) => ({
          ...one,
          attributes: { ...one.attributes, principal: "*", source_arn: null, source_account: null },
          deposed: "0123abcd",
        }));
        return { ...resource, instances: [...left, ...resource.instances] };
      }),
    says: "aws_lambda_permission.invoke: deposed is left over from a replacement that failed",
  },
  {
    title: "a permission exists twice, by count",
    configuration: {
      [`${PERMISSION}.count`]: 2,
      [`${PERMISSION}.statement_id`]: `open-${evaluated("count.index")}`,
      [`${PERMISSION}.principal`]: "*",
    },
    says: "aws_lambda_permission.invoke[1] is not in the synthesis",
  },
  {
    title: "a resource is made for each of a set, and runs a program",
    configuration: {
      [`${STEP}.more`]: {
        for_each: evaluated('toset(["a"])'),
        provisioner: [{ "local-exec": { command: "true" } }],
      },
    },
    says: "terraform_data.more is not in the synthesis",
  },
  {
    title: "a module makes more",
    configuration: { module: { more: { source: "./more" } } },
    module: { resource: { terraform_data: { more: { input: "more" } } } },
    says: "configuration: module_calls is not in the synthesis",
  },
  {
    title: "a resource is moved from another address",
    state: (resources) =>
      resources.map((one) => (one.type === "aws_iot_authorizer" ? { ...one, name: "before" } : one)),
    configuration: { moved: [{ from: "aws_iot_authorizer.before", to: "aws_iot_authorizer.authorizer" }] },
    says: "aws_iot_authorizer.authorizer: previous_address is an address that the synthesis does not move from",
  },
  {
    title: "an output says something else",
    configuration: { "output.endpoint.value": "theirs.example.com" },
    says: "output.endpoint: value is not what the synthesis says",
  },
  {
    title: "an output is hidden",
    configuration: { "output.endpoint.sensitive": true },
    says: "output.endpoint: sensitive is not in the synthesis",
  },
  {
    title: "a variable decides who may call",
    configuration: {
      "variable.who": { type: "string", default: "*" },
      [`${PERMISSION}.principal`]: evaluated("var.who"),
    },
    says: "variables: who is not in the synthesis",
  },
  {
    title: "a name is written with a letter that looks like another, a Cyrillic one",
    configuration: { [`${PERMISSION}.principal`]: "i\u043et.amazonaws.com" },
    says: "aws_lambda_permission.invoke: principal is not what the synthesis says",
  },
  {
    title: "a user of the access map moves, and the function's package stays",
    configuration: { [`${STEP}.access_map.triggers_replace.users.kitchen`]: "servers" },
    says: "terraform_data.access_map: triggers_replace.users.kitchen is not what the synthesis says",
  },
  {
    title: "a check of the stack fails",
    args: ["-var=observed_default_authorizer=theirs"],
    says: "Checks of the stack fail: check.default_authorizer.",
  },
  {
    title: "a check is missing",
    configuration: { check: undefined },
    says: "check.default_authorizer is not checked by the plan",
  },
  {
    title: "Terraform forgets the endpoint, which stays",
    configuration: {
      "resource.aws_iot_domain_configuration": undefined,
      "output.cloudprnt_settings": undefined,
      "output.endpoint": undefined,
      "output.mosquitto_pub": undefined,
      [`${STEP}.deployed_protection.depends_on`]: undefined,
      removed: [{ from: "aws_iot_domain_configuration.endpoint", lifecycle: { destroy: false } }],
    },
    says: "Terraform forgets aws_iot_domain_configuration.endpoint, and does not destroy them: they stay in AWS",
  },
  {
    title: "a permission that exists is imported",
    configuration: {
      import: [{ to: "aws_lambda_permission.open", id: "cloudprnt/open" }],
      "resource.aws_lambda_permission.open": {
        function_name: "cloudprnt",
        statement_id: "open",
        action: "lambda:InvokeFunction",
        principal: "*",
      },
    },
    says: "The stack imports resources that exist in AWS already: aws_lambda_permission.open.",
  },
  {
    title: "the function is replaced by request",
    args: ["-replace=aws_lambda_function.authorizer"],
    says: "The function is destroyed and created again: AWS IoT Core refuses every login in between.",
    isHarmless: true,
  },
  {
    title: "the plan is of a part",
    args: ["-target=terraform_data.access_map"],
    says: "The plan leaves out a part of the stack (-target)",
  },
  {
    title: "a resource is told to ignore what the synthesis sets",
    configuration: { "resource.aws_iam_role.authorizer.lifecycle": { ignore_changes: ["assume_role_policy"] } },
    says: "tfplan: resource.aws_iam_role is not what the synthesis says",
    onlyInPlanFile: true,
  },
  {
    title: "the step runs when the default is given up, and not when it is set",
    configuration: { [`${STEP}.default_set.provisioner.0.local-exec.when`]: "destroy" },
    says: "tfplan: resource.terraform_data is not what the synthesis says",
    onlyInPlanFile: true,
  },
];
