import { AssetType, DataResource, type ITerraformDependable, TerraformAsset, TerraformVariable } from "cdktf";
import { Construct } from "constructs";
import type { StackSettings } from "../../config/schema";
import { ADDRESS, INSTANCE, logicalId } from "../addresses";

/** What the default-authorizer step needs to know. */
export interface DefaultAuthorizerProps {
  readonly stackName: string;
  readonly settings: StackSettings;
  readonly authorizerName: string;
  readonly authorizerArn: string;
  /** The step's program, bundled. */
  readonly programFile: string;
  /** What must stand before the default points here, and must stand until it points elsewhere. */
  readonly dependsOn: ITerraformDependable[];
}

/**
 * Makes the authorizer the default of the account and Region, and undoes it.
 *
 * Three resources share the job, because Terraform skips destroy provisioners of tainted objects, and only objects without a create
 * provisioner are never tainted:
 * - `default_guard`: only a destroy provisioner, run before the authorizer is deleted. When the authorizer is replaced it hands the default
 *   over to a temporary copy, so that there is no moment without a default; when the default was released before, it has nothing to do.
 * - `default_release`: only a destroy provisioner, and never replaced: run when the stack lets go of the default for good.
 * - `default_set`: only a create provisioner, run again whenever the authorizer is a new one, and after one of the others was replaced. It
 *   removes the temporary copy.
 *
 * Each depends on the one before. `count` switches them off, since provisioners of a deleted block would not run. The program is called
 * without a shell, on every system in the same way; it learns everything from its input, nothing from the shell.
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
      // The same path for every version: a step recorded long ago finds today's program.
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
      // Somebody may replace either alone (`-replace`), and then its provisioner has given the default away.
      lifecycle: {
        replaceTriggeredBy: [ADDRESS.defaultGuard, ADDRESS.defaultRelease].map(
          (address) => `${address}[count.index].id`,
        ),
      },
    });
    set.overrideLogicalId(logicalId(ADDRESS.defaultSet));
    if (count === 1) this.#checkObserved(authorizerName);
  }

  /** Terraform cannot see the default authorizer, so the person who runs it may say what it is. */
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
