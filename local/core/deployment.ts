import type { Clock } from "../clock";
import type { RegionState } from "../control-plane/resources/control-plane-store";
import type { TableDefinition } from "../dynamodb/table";
import type { Functions } from "../functions/functions";
import { deployEndpoint, type EndpointDeployment } from "./deploy-endpoint";

/** A stack as it would be deployed. */
export interface Deployment {
  readonly stackName: string;
  /** The authorizer's function. */
  readonly function: {
    /** @default the stack's name */
    readonly name?: string;
    readonly zip: Buffer;
    /** `index.handler`. */
    readonly handler: string;
    /** @default {} */
    readonly environment?: Readonly<Record<string, string>>;
    /** MiB. @default 128 */
    readonly memorySize?: number;
    /** Seconds. @default 3 */
    readonly timeout?: number;
    /** Calls at once; more are refused. @default - as many as this computer bears */
    readonly reservedConcurrency?: number;
  };
  readonly authorizer: {
    readonly name: string;
    /** @default false */
    readonly signingDisabled?: boolean;
    readonly tokenKeyName?: string;
    /** Name to PEM. */
    readonly publicKeys?: Readonly<Record<string, string>>;
    /** @default "ACTIVE" */
    readonly status?: "ACTIVE" | "INACTIVE";
    /** @default false */
    readonly enableCachingForHttp?: boolean;
  };
  /** Whether clients that name no authorizer get this one. Those of other deployments lose that. @default false */
  readonly setAsDefault?: boolean;
  /** DynamoDB table of the stack's, with what is in it at first. @default - none */
  readonly table?: TableDefinition & { readonly items?: readonly object[] };
  /** @default - clients use the account's own endpoint only */
  readonly endpoint?: EndpointDeployment;
}

/** A deployment in place. */
export interface Deployed {
  readonly functionArn: string;
  readonly authorizerArn: string;
}

/**
 * Puts a stack in place without the control plane's API, as `cdktf deploy` would: function, permission, authorizer, default, endpoint. What
 * bears the same names is replaced; clients stay connected, and meet the new function at their next refresh. A table that is there
 * already keeps its items, and no table is removed: an edit of the configuration must not cost what is in it.
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
