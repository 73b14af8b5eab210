import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { EndpointDeployment } from "./core/deploy-endpoint";
import type { TableDefinition } from "./dynamodb/table";
import type { RegisteredDevices } from "./registry/registered-devices";
import { synthesizedDevices } from "./registry/synthesized-devices";

/** What the stand-in needs to know of a stack that was synthesized but not applied. */
export interface SynthesizedStackContent {
  readonly region: string;
  readonly function: {
    readonly name: string;
    readonly zip: Buffer;
    readonly handler: string;
    /** Seconds. */
    readonly timeout: number;
    /** MB. */
    readonly memorySize: number;
    /** Calls at once that are set aside for it, and at most run. */
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
  /** The DynamoDB table that holds the users, if one does. */
  readonly table?: TableDefinition;
  /** The stack's own endpoint, if it has one. */
  readonly endpoint?: EndpointDeployment;
  /** Its certificates and things, if it has any. */
  readonly devices?: RegisteredDevices;
}

/** The folder does not hold a stack that the stand-in understands. */
export class UnreadableStack extends Error {
  constructor(folder: string, reason: string) {
    super(`${folder} must hold a synthesized stack, but ${reason}. Synthesize the stack first.`);
    this.name = "UnreadableStack";
  }
}

type Block = Readonly<Record<string, unknown>>;

/**
 * Reads a stack as `terraform apply` would: its `cdk.tf.json`, and the very zip that would be deployed.
 * @param folder `cdktf.out/stacks/<stack>`
 * @throws {UnreadableStack}
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
    ...tableOf(folder, resources),
    ...endpointOf(resources),
    ...devicesOf(resources, provider?.allowed_account_ids),
  };
}

function tableOf(folder: string, stack: Block): Pick<SynthesizedStackContent, "table"> {
  if (blocksOf(stack, "aws_dynamodb_table").length === 0) return {};
  const { name, hash_key } = only(folder, stack, "aws_dynamodb_table");
  return { table: { name: String(name), hashKey: String(hash_key) } };
}

/** @param accounts The one that the stack is for; without it, the stand-in takes AWS's example. */
function devicesOf(stack: Block, accounts: unknown): Pick<SynthesizedStackContent, "devices"> {
  const [account = "123456789012"] = Array.isArray(accounts) ? (accounts as string[]) : [];
  const devices = synthesizedDevices(stack, account);
  return devices === undefined ? {} : { devices };
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

async function readResources(folder: string): Promise<Block> {
  const text = await readFile(join(folder, "cdk.tf.json"), "utf8").catch(() => {
    throw new UnreadableStack(folder, "has no cdk.tf.json");
  });
  try {
    return JSON.parse(text) as Block;
  } catch {
    throw new UnreadableStack(folder, "its cdk.tf.json is not valid JSON");
  }
}

async function readZip(folder: string, filename: string): Promise<Buffer> {
  return readFile(join(folder, filename)).catch(() => {
    throw new UnreadableStack(folder, `lacks the function's zip ${filename}`);
  });
}

function only(folder: string, stack: Block, type: string): Block {
  const blocks = blocksOf(stack, type);
  if (blocks.length !== 1 || !blocks[0])
    throw new UnreadableStack(folder, `has ${blocks.length} resources of type ${type}`);
  return blocks[0];
}

function blocksOf(stack: Block, type: string): readonly Block[] {
  return Object.values((stack.resource as Record<string, Record<string, Block>> | undefined)?.[type] ?? {});
}
