import type { Clock } from "../clock";
import type { RegionState } from "../control-plane/resources/control-plane-store";
import type { TableDefinition } from "../dynamodb/table";
import type { Functions } from "../functions/functions";
import { deployEndpoint, type EndpointDeployment } from "./deploy-endpoint";

/** The resources of a stack, as they would be deployed. */
export interface Deployment {
  readonly stackName: string;
  /** The authorizer's function. */
  readonly function: {
    /** @default the stack's name */
    readonly name?: string;
    readonly zip: Buffer;
    /** Module and export, such as `index.handler`. */
    readonly handler: string;
    /** @default {} */
    readonly environment?: Readonly<Record<string, string>>;
    /** MiB. @default 128 */
    readonly memorySize?: number;
    /** Seconds. @default 3 */
    readonly timeout?: number;
    /**
     * Maximum number of calls that run at once; further calls are refused.
     * @default - as many as this computer can run
     */
    readonly reservedConcurrency?: number;
  };
  readonly authorizer: {
    readonly name: string;
    /** @default false */
    readonly signingDisabled?: boolean;
    readonly tokenKeyName?: string;
    /** Public keys in PEM, by name. */
    readonly publicKeys?: Readonly<Record<string, string>>;
    /** @default "ACTIVE" */
    readonly status?: "ACTIVE" | "INACTIVE";
    /** @default false */
    readonly enableCachingForHttp?: boolean;
  };
  /** Whether the authorizer becomes the account's default, in place of the one before. @default false */
  readonly setAsDefault?: boolean;
  /** The stack's DynamoDB table and its first items. @default - no table */
  readonly table?: TableDefinition & { readonly items?: readonly object[] };
  /** @default - clients use the account's own endpoint only */
  readonly endpoint?: EndpointDeployment;
}

/** The result of a deployment. */
export interface Deployed {
  readonly functionArn: string;
  readonly authorizerArn: string;
}

/**
 * Creates a stack's resources without the control plane's API, as `cdktf deploy` would: function, permission,
 * authorizer, default authorizer, endpoint. Resources with the same names are replaced. Clients stay connected; their
 * next refresh calls the new function. An existing table keeps its items, and tables are never deleted, so that editing
 * the configuration does not lose items.
 * @throws AwsError `InvalidRequestException` for an endpoint that AWS would refuse
 */
export function deploy(deployment: Deployment, region: RegionState, functions: Functions, clock: Clock): Deployed {
  const { name: functionName = deployment.stackName, ...settings } = deployment.function;
  const { name, publicKeys, tokenKeyName, ...authorizer } = deployment.authorizer;
  const authorizerArn = region.authorizerArn(name);
  const functionArn = `arn:${region.partition}:lambda:${region.region}:${region.accountId}:function:${functionName}`;
  functions.register({
    ...settings,
    functionArn,
    functionName,
    permissions: [
      {
        statementId: "iot",
        action: "lambda:InvokeFunction",
        principal: "iot.amazonaws.com",
        sourceArn: authorizerArn,
        sourceAccount: region.accountId,
      },
    ],
  });
  const now = clock.now();
  if (deployment.table) region.tables.ensure(deployment.table, deployment.table.items ?? [], now);
  region.authorizers.set(name, {
    name,
    arn: authorizerArn,
    functionArn,
    status: authorizer.status ?? "ACTIVE",
    signingDisabled: authorizer.signingDisabled ?? false,
    enableCachingForHttp: authorizer.enableCachingForHttp ?? false,
    ...(tokenKeyName !== undefined && { tokenKeyName }),
    ...(publicKeys !== undefined && { tokenSigningPublicKeys: publicKeys }),
    tags: region.authorizers.get(name)?.tags ?? new Map(),
    creationDate: region.authorizers.get(name)?.creationDate ?? now,
    lastModifiedDate: now,
  });
  if (deployment.setAsDefault) region.defaultAuthorizerName = name;
  else if (region.defaultAuthorizerName === name) region.defaultAuthorizerName = undefined;
  deployEndpoint(deployment.stackName, deployment.endpoint, name, region, clock);
  return { functionArn, authorizerArn };
}
