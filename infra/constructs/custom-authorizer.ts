import { IotAuthorizer } from "@cdktf/provider-aws/lib/iot-authorizer";
import { DataResource, type ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import { authorizerName } from "../../config/names/stack-names";
import type { StackSettings } from "../../config/schema";
import { ADDRESS, logicalId } from "../addresses";
import { OWNER_TAG } from "../default-authorizer/names";

/** Settings of the authorizer's construct. */
export interface CustomAuthorizerProps {
  readonly stackName: string;
  readonly settings: StackSettings["authorizer"];
  readonly functionArn: string;
  /** Whether it is the default of an endpoint. If so, a plan that would destroy it is an error. */
  readonly inUse: boolean;
  /** Resources that the function needs before its first call. @default - none but itself */
  readonly dependsOn?: ITerraformDependable[];
}

/**
 * The AWS IoT custom authorizer.
 *
 * AWS can neither rename an authorizer nor switch signing on it, yet the AWS provider (5.100.0) plans both as updates
 * in place, which fail or never converge. So either change replaces the authorizer here. The old authorizer is
 * destroyed first: `create_before_destroy` would apply to every resource that the authorizer depends on, and a function
 * or role whose creation was interrupted could then never be replaced, since the new one would need the old one's name.
 * `default-authorizer.ts` describes the default during a replacement, `endpoint.ts` the endpoint.
 * @see https://docs.aws.amazon.com/iot/latest/developerguide/custom-auth-manage.html
 */
export class CustomAuthorizer extends Construct {
  readonly authorizer: IotAuthorizer;
  readonly name: string;

  constructor(scope: Construct, id: string, props: CustomAuthorizerProps) {
    super(scope, id);
    const { stackName, settings, functionArn, inUse, dependsOn } = props;
    const { signing } = settings;
    this.name = authorizerName(stackName, settings);

    const identity = new DataResource(this, "identity", { input: { name: this.name, signing: signing !== undefined } });
    identity.overrideLogicalId(logicalId(ADDRESS.authorizerIdentity));

    this.authorizer = new IotAuthorizer(this, "authorizer", {
      name: this.name,
      authorizerFunctionArn: functionArn,
      status: settings.status,
      signingDisabled: signing === undefined,
      ...(signing ? { tokenKeyName: signing.tokenKeyName, tokenSigningPublicKeys: signing.publicKeys } : {}),
      enableCachingForHttp: settings.enableCachingForHttp,
      tags: { [OWNER_TAG]: stackName },
      ...(dependsOn ? { dependsOn } : {}),
      // CDKTF would wrap a reference to the resource in ${}, which Terraform does not accept here.
      lifecycle: {
        replaceTriggeredBy: [ADDRESS.authorizerIdentity],
        ...(inUse ? { preventDestroy: true } : {}),
      },
    });
    this.authorizer.overrideLogicalId(logicalId(ADDRESS.authorizer));
  }
}
