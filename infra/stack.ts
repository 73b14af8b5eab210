import { DataAwsCallerIdentity } from "@cdktf/provider-aws/lib/data-aws-caller-identity";
import { DataAwsIotEndpoint } from "@cdktf/provider-aws/lib/data-aws-iot-endpoint";
import type { IotDomainConfiguration } from "@cdktf/provider-aws/lib/iot-domain-configuration";
import { TerraformOutput, TerraformStack } from "cdktf";
import type { Construct } from "constructs";
import { loginRows } from "../config/login-kinds";
import { storeRow } from "../config/store-kinds";
import { accessMap } from "./access-map";
import { ADDRESS, logicalId } from "./addresses";
import { AccessMapResource } from "./constructs/access-map-resource";
import { AuthorizerFunction } from "./constructs/authorizer-function";
import { GroupPolicies } from "./constructs/certificates/group-policies";
import { CustomAuthorizer } from "./constructs/custom-authorizer";
import { DefaultAuthorizer } from "./constructs/default-authorizer";
import { DeployedState } from "./constructs/deployed-state";
import { Endpoint } from "./constructs/endpoint";
import { InvokePermission } from "./constructs/invoke-permission";
import { Monitoring } from "./constructs/monitoring/monitoring";
import { terraformSettings } from "./constructs/terraform-settings";
import { LOGIN_RESOURCES, mappedLogins } from "./login-resources";
import type { DefaultAuthorizerProgram } from "./packaging/package-default-authorizer";
import type { FunctionPackage } from "./packaging/package-function";
import { type MadeStore, STORE_RESOURCES } from "./store-resources";
import type { LoadedStack } from "./synthesis/load-stack";

/** Settings of a stack. */
export interface AuthStackProps {
  readonly loaded: LoadedStack;
  readonly package: FunctionPackage;
  readonly defaultAuthorizerProgram: DefaultAuthorizerProgram;
}

/**
 * Login for AWS IoT Core with user names, passwords, tokens and certificates: all resources of one stage in one account
 * and Region.
 */
export class AuthStack extends TerraformStack {
  constructor(scope: Construct, props: AuthStackProps) {
    const { stackName, settings, users } = props.loaded;
    super(scope, stackName);
    terraformSettings(this, stackName, settings);

    const identity = new DataAwsCallerIdentity(this, "account");
    identity.overrideLogicalId(logicalId(ADDRESS.account));
    const accountEndpoint = settings.endpoint && !settings.certificates ? undefined : this.#accountEndpoint();

    new AccessMapResource(
      this,
      "access-map",
      accessMap({
        logins: mappedLogins(props.loaded),
        groups: settings.groups,
        users,
        inPlaceOfUsers: storeRow(settings, STORE_RESOURCES).accessMap?.(props.loaded),
        code: { function: props.package.codeDigest, defaultAuthorizer: props.defaultAuthorizerProgram.digest },
      }),
    );
    const store = storeRow(settings, STORE_RESOURCES).make?.({ stack: this, loaded: props.loaded });
    const {
      function: lambda,
      logGroup,
      readUsers,
    } = new AuthorizerFunction(this, "function", {
      stackName,
      region: settings.region,
      settings: settings.function,
      package: props.package,
      ...(store ? { readUsers: store.readStatements } : {}),
    });
    const { authorizer, name } = new CustomAuthorizer(this, "authorizer", {
      stackName,
      settings: settings.authorizer,
      functionArn: lambda.arn,
      inUse: settings.endpoint?.status === "ENABLED",
      ...(readUsers ? { dependsOn: [readUsers] } : {}),
    });
    const { permission } = new InvokePermission(this, "permission", {
      functionName: lambda.functionName,
      authorizerName: name,
      authorizerArn: authorizer.arn,
      accountId: identity.accountId,
    });
    const { program } = new DefaultAuthorizer(this, "default", {
      stackName,
      settings,
      authorizerName: name,
      authorizerArn: authorizer.arn,
      programFile: props.defaultAuthorizerProgram.file,
      dependsOn: [authorizer, permission],
    });
    const { sweep } = new GroupPolicies(this, "policies", {
      stackName,
      settings,
      accountId: identity.accountId,
      program,
    });
    const ownDomain = settings.endpoint
      ? new Endpoint(this, "own-endpoint", {
          stackName,
          settings: settings.endpoint,
          authorizerName: authorizer.name,
        }).domain
      : undefined;
    this.#deployedState(props.loaded, identity.accountId, store, ownDomain);
    if (settings.monitoring) {
      new Monitoring(this, "monitoring", {
        stackName,
        region: settings.region,
        settings: settings.monitoring,
        remoteStore: store !== undefined,
        functionName: lambda.functionName,
        logGroupName: logGroup.name,
      });
    }
    const host = ownDomain?.domainName ?? accountEndpoint ?? "";
    const named = { name, arn: authorizer.arn };
    this.#outputs(host, settings.endpoint !== undefined, named, lambda.functionName);
    for (const { make } of loginRows(settings, LOGIN_RESOURCES)) {
      make?.({
        stack: this,
        loaded: props.loaded,
        accountId: identity.accountId,
        host,
        accountHost: accountEndpoint ?? host,
        policySweep: sweep,
        authorizer: named,
        output: (...output) => this.#output(...output),
      });
    }
    if (store) this.#output(store.output.name, store.output.value, store.output.description);
  }

  #deployedState(
    { stackName, settings: { region, endpoint } }: LoadedStack,
    accountId: string,
    store: MadeStore | undefined,
    domain: IotDomainConfiguration | undefined,
  ): void {
    const managed = endpoint !== undefined && endpoint.domain === undefined;
    new DeployedState(this, "deployed", {
      region,
      accountId,
      hasTable: store !== undefined,
      ...(store?.protectedName ? { protectedTable: store.protectedName } : {}),
      hasManagedEndpoint: managed,
      ...(managed && endpoint.status === "ENABLED" ? { keptEndpoint: stackName } : {}),
      protectedResources: [store?.resource, domain].filter((resource) => resource !== undefined),
    });
  }

  #accountEndpoint(): string {
    const endpoint = new DataAwsIotEndpoint(this, "endpoint", { endpointType: "iot:Data-ATS" });
    endpoint.overrideLogicalId("data");
    return endpoint.endpointAddress;
  }

  #outputs(endpoint: string, hasOwn: boolean, authorizer: { name: string; arn: string }, functionName: string): void {
    this.#output(
      "endpoint",
      endpoint,
      hasOwn
        ? "Host name of the stack's own AWS IoT endpoint, whose default is the stack's authorizer; port 443, for MQTT with ALPN mqtt"
        : "Host name of the MQTT broker (AWS IoT data endpoint, Amazon Trust Services); port 443, ALPN mqtt",
    );
    this.#output("authorizer_name", authorizer.name, "Name of the AWS IoT custom authorizer");
    this.#output("authorizer_arn", authorizer.arn, "ARN of the AWS IoT custom authorizer");
    this.#output("function_name", functionName, "Name of the Lambda function that decides logins");
  }

  #output(name: string, value: string, description: string): void {
    new TerraformOutput(this, `output-${name}`, { value, description, staticId: false }).overrideLogicalId(name);
  }
}
