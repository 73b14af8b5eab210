import type { EndpointDeployment } from "./core/deploy-endpoint";
import { type Block, blocksOf, only, readResources, readZip } from "./stack-blocks";
import { contentOfKinds, type KindContent } from "./stack-kinds";

/** What the stand-in needs to know of a stack that was synthesized but not applied. */
export interface SynthesizedStackContent extends KindContent {
  readonly region: string;
  readonly function: {
    readonly name: string;
    readonly zip: Buffer;
    readonly handler: string;
    /** Seconds. */
    readonly timeout: number;
    /** MB. */
    readonly memorySize: number;
    /** Terraform's `reserved_concurrent_executions`: the maximum number of calls that run at once. */
    readonly reservedConcurrency?: number;
    readonly environment: Readonly<Record<string, string>>;
  };
  readonly authorizer: {
    readonly name: string;
    readonly status: "ACTIVE" | "INACTIVE";
    readonly signingDisabled: boolean;
    readonly tokenKeyName?: string;
    readonly tokenSigningPublicKeys?: Readonly<Record<string, string>>;
    readonly enableCachingForHttp: boolean;
  };
  readonly setAsDefault: boolean;
  /** The stack's own endpoint, if it has one. */
  readonly endpoint?: EndpointDeployment;
}

/**
 * Reads a stack as `terraform apply` would: its `cdk.tf.json`, and the zip that would be deployed.
 * @param folder `cdktf.out/stacks/<stack>`
 * @throws {UnreadableStack} if the folder holds no synthesized stack, or a file is missing
 */
export async function readSynthesizedStack(folder: string): Promise<SynthesizedStackContent> {
  const resources = await readResources(folder);
  const lambda = only(folder, resources, "aws_lambda_function");
  const reserved = lambda.reserved_concurrent_executions;
  const authorizer = only(folder, resources, "aws_iot_authorizer");
  const [provider] = (resources.provider as { aws?: readonly Block[] } | undefined)?.aws ?? [];
  const defaultSet = (resources.resource as Record<string, Record<string, Block>>).terraform_data?.default_set;
  const keys = authorizer.token_signing_public_keys as Record<string, string> | undefined;
  return {
    region: String(provider?.region),
    function: {
      name: String(lambda.function_name),
      zip: await readZip(folder, String(lambda.filename)),
      handler: String(lambda.handler),
      timeout: Number(lambda.timeout ?? 3),
      memorySize: Number(lambda.memory_size ?? 128),
      ...(typeof reserved === "number" && reserved >= 0 && { reservedConcurrency: reserved }),
      environment: (lambda.environment as { variables?: Record<string, string> } | undefined)?.variables ?? {},
    },
    authorizer: {
      name: String(authorizer.name),
      status: authorizer.status === "INACTIVE" ? "INACTIVE" : "ACTIVE",
      signingDisabled: authorizer.signing_disabled === true,
      ...(typeof authorizer.token_key_name === "string" ? { tokenKeyName: authorizer.token_key_name } : {}),
      ...(keys ? { tokenSigningPublicKeys: keys } : {}),
      enableCachingForHttp: authorizer.enable_caching_for_http === true,
    },
    setAsDefault: defaultSet?.count === 1,
    ...endpointOf(resources),
    ...contentOfKinds({ folder, stack: resources, accounts: provider?.allowed_account_ids }),
  };
}

function endpointOf(stack: Block): Pick<SynthesizedStackContent, "endpoint"> {
  const [endpoint] = blocksOf(stack, "aws_iot_domain_configuration");
  if (endpoint === undefined) return {};
  const config = endpoint.authorizer_config as { allow_authorizer_override?: boolean } | undefined;
  return {
    endpoint: {
      ...(typeof endpoint.domain_name === "string" ? { domainName: endpoint.domain_name } : {}),
      status: endpoint.status === "DISABLED" ? "DISABLED" : "ENABLED",
      authenticationType: endpoint.authentication_type === "CUSTOM_AUTH" ? "CUSTOM_AUTH" : "DEFAULT",
      applicationProtocol: PROTOCOLS.find((one) => one === endpoint.application_protocol) ?? "DEFAULT",
      allowAuthorizerOverride: config?.allow_authorizer_override === true,
    },
  };
}

const PROTOCOLS = ["SECURE_MQTT", "MQTT_WSS", "HTTPS"] as const;
