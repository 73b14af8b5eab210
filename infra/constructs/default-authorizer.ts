import { AssetType, DataResource, type ITerraformDependable, TerraformAsset, TerraformVariable } from "cdktf";
import { Construct } from "constructs";
import type { StackSettings } from "../../config/schema";
import { ADDRESS, INSTANCE, logicalId } from "../addresses";

/** Settings of the construct of the default authorizer. */
export interface DefaultAuthorizerProps {
  readonly stackName: string;
  readonly settings: StackSettings;
  readonly authorizerName: string;
  readonly authorizerArn: string;
  /** The step's program, bundled. */
  readonly programFile: string;
  /** Resources that must exist as long as the authorizer is the default. */
  readonly dependsOn: ITerraformDependable[];
}

/**
 * Makes the authorizer the default of the account and Region, and restores the former default afterwards.
 *
 * Three resources do this, because Terraform skips destroy provisioners of tainted objects, and only objects without a
 * create provisioner are never tainted:
 * - `default_guard`: only a destroy provisioner, which runs before the authorizer is deleted. When the authorizer is
 *   replaced, it makes a temporary copy the default, so that the Region always has a default; after a release it does
 *   nothing.
 * - `default_release`: only a destroy provisioner, and never replaced: it runs when the stack gives up the default for
 *   good.
 * - `default_set`: only a create provisioner, which runs whenever the authorizer is new, and after one of the other two
 *   was replaced. It removes the temporary copy.
 *
 * Each depends on the previous one. `count` switches them off, since provisioners of a deleted block would not run.
 * Terraform calls the program without a shell, so that the call is the same on every operating system; the program gets
 * all its settings in one environment variable.
 */
export class DefaultAuthorizer extends Construct {
  /** Path of the step's program, as Terraform finds it. */
  readonly program: string;

  constructor(scope: Construct, id: string, props: DefaultAuthorizerProps) {
    super(scope, id);
    const { settings, authorizerName, authorizerArn } = props;
    const count = settings.authorizer.setAsDefault ? 1 : 0;
    const program = new TerraformAsset(this, "program", {
      path: props.programFile,
      type: AssetType.FILE,
      // The path is the same for every version, so that a step in an old state runs the current program.
      assetHash: "program",
    });
    this.program = program.path;
    const input = {
      authorizerName,
      authorizerArn,
      region: settings.region,
      owner: props.stackName,
      takeOver: settings.authorizer.takeOver,
      ...(settings.profile ? { profile: settings.profile } : {}),
      ...(settings.assumeRole ? { assumeRoleArn: settings.assumeRole.roleArn } : {}),
      ...(settings.assumeRole?.externalId ? { assumeRoleExternalId: settings.assumeRole.externalId } : {}),
      ...(settings.accountId ? { accountId: settings.accountId } : {}),
    };
    const run = (command: "set" | "release" | "guard", when: "create" | "destroy") => ({
      type: "local-exec" as const,
      when,
      interpreter: ["node", program.path],
      command,
      environment: { IOT_AUTH_DEFAULT_AUTHORIZER: `\${jsonencode(self.input)}` },
    });

    const guard = new DataResource(this, "guard", {
      count,
      input,
      triggersReplace: { authorizerArn },
      dependsOn: props.dependsOn,
      provisioners: [run("guard", "destroy")],
    });
    guard.overrideLogicalId(logicalId(ADDRESS.defaultGuard));

    const release = new DataResource(this, "release", {
      count,
      input,
      dependsOn: [guard],
      provisioners: [run("release", "destroy")],
    });
    release.overrideLogicalId(logicalId(ADDRESS.defaultRelease));

    const set = new DataResource(this, "set", {
      count,
      input,
      triggersReplace: { authorizerArn },
      dependsOn: [release],
      provisioners: [run("set", "create")],
      // If one of them is replaced alone (`-replace`), its provisioner has changed the default, so that it has to be
      // set again.
      lifecycle: {
        replaceTriggeredBy: [ADDRESS.defaultGuard, ADDRESS.defaultRelease].map(
          (address) => `${address}[count.index].id`,
        ),
      },
    });
    set.overrideLogicalId(logicalId(ADDRESS.defaultSet));
    if (count === 1) this.#checkObserved(authorizerName);
  }

  /** Terraform cannot read the default authorizer, so the person who runs Terraform may pass its name. */
  #checkObserved(authorizerName: string): void {
    const observed = new TerraformVariable(this, "observed", {
      type: "string",
      default: "",
      description:
        "Name of the default authorizer that AWS reports now (aws iot describe-default-authorizer), for the check default_authorizer. Leave it out to skip the check.",
    });
    observed.overrideLogicalId("observed_default_authorizer");
    const stack = observed.cdktfStack;
    stack.addOverride("check.default_authorizer.assert", [
      {
        condition: `\${var.observed_default_authorizer == "" || var.observed_default_authorizer == "${authorizerName}"}`,
        error_message: `The default authorizer is no longer ${authorizerName}: someone changed it outside Terraform. Set it again with terraform apply -replace='${INSTANCE.defaultSet}', or turn authorizer.setAsDefault off.`,
      },
    ]);
  }
}
