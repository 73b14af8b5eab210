import { IotAuthorizer } from "@cdktf/provider-aws/lib/iot-authorizer";
import { DataResource } from "cdktf";
import { Construct } from "constructs";
import type { StackSettings } from "../config/schema";
import { OWNER_TAG } from "../default-authorizer/tags";

/** What the authorizer needs to know. */
export interface CustomAuthorizerProps {
  readonly stackName: string;
  readonly settings: StackSettings["authorizer"];
  readonly functionArn: string;
}

/**
 * The AWS IoT custom authorizer.
 *
 * AWS can neither rename an authorizer nor switch signing on it, yet the AWS provider (5.100.0) plans both as updates in place, which
 * fail or never converge. So both replace the authorizer here, the new one created before the old one goes; and since two cannot have
 * one name, an authorizer with signing has a name of its own.
 * @see https://docs.aws.amazon.com/iot/latest/developerguide/custom-auth-manage.html
 */
export class CustomAuthorizer extends Construct {
  readonly authorizer: IotAuthorizer;
  readonly name: string;

  constructor(scope: Construct, id: string, { stackName, settings, functionArn }: CustomAuthorizerProps) {
    super(scope, id);
    const { signing } = settings;
    this.name = authorizerName(stackName, settings);

    const identity = new DataResource(this, "identity", { input: { name: this.name, signing: signing !== undefined } });
    identity.overrideLogicalId("authorizer_identity");

    this.authorizer = new IotAuthorizer(this, "authorizer", {
      name: this.name,
      authorizerFunctionArn: functionArn,
      status: settings.status,
      signingDisabled: signing === undefined,
      ...(signing ? { tokenKeyName: signing.tokenKeyName, tokenSigningPublicKeys: signing.publicKeys } : {}),
      enableCachingForHttp: settings.enableCachingForHttp,
      tags: { [OWNER_TAG]: stackName },
      lifecycle: {
        createBeforeDestroy: true,
        // CDKTF would wrap the resource's own reference in ${}, which Terraform does not accept here.
        replaceTriggeredBy: ["terraform_data.authorizer_identity"],
      },
    });
    this.authorizer.overrideLogicalId("authorizer");
  }
}

/** The authorizer's name: as configured or the stack's, with `-signed` added when signing is on. */
export function authorizerName(stackName: string, { name = stackName, signing }: StackSettings["authorizer"]): string {
  return signing ? `${name}-signed` : name;
}
