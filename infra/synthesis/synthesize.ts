import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { App } from "cdktf";
import { ConfigurationError, Described } from "../../config/problem";
import type { ResolvedStack } from "../../config/schema";
import { resolveConfig } from "../../config/stages/resolve-config";
import type { User } from "../../identity/users";
import { packageDefaultAuthorizer } from "../packaging/package-default-authorizer";
import { packageFunction } from "../packaging/package-function";
import { AuthStack } from "../stack";
import { placeOfUsers } from "../store-resources";
import { loadStack } from "./load-stack";

/** Options of {@link synthesize}. */
export interface SynthesizeOptions {
  /**
   * Folder of the project: `lambda/`, `package-lock.json`, and by default the folder to which paths in the
   * configuration are relative.
   */
  readonly projectFolder: string;
  /** @default "cdktf.out", or the folder that `cdktf` sets */
  readonly outdir?: string;
  /** @default the project folder */
  readonly configFolder?: string;
  /** Only the stack of this name. @default - every stack */
  readonly only?: string;
  /** Users besides those in the users file; see `loadStack`. */
  readonly extraUsers?: readonly User[];
}

/** A synthesized stack. */
export interface SynthesizedStack {
  readonly stackName: string;
  readonly stage?: string;
  /** Folder with `cdk.tf.json`, where `terraform` runs. */
  readonly folder: string;
  /** Left out if users are not in the package. */
  readonly userCount?: number;
  /** The store in words, if users are not in the package: `the DynamoDB table fleet-users`. */
  readonly usersPlace?: string;
}

/**
 * Turns a configuration into Terraform JSON: one folder per stack in `cdktf.out/stacks`. Needs neither `terraform` nor
 * a network.
 * @throws {ConfigurationError} with all problems; then nothing is written
 * @example await synthesize(config, { projectFolder: __dirname })
 */
export async function synthesize(config: unknown, options: SynthesizeOptions): Promise<SynthesizedStack[]> {
  const { projectFolder, configFolder = projectFolder, outdir } = options;
  const cacheFolder = join(projectFolder, ".iot-auth", "cache");

  const stacks = resolveConfig(config).filter(
    ({ stackName }) => options.only === undefined || stackName === options.only,
  );
  if (stacks.length === 0) throw noSuchStack(options.only ?? "", resolveConfig(config));
  const loaded = await Promise.all(stacks.map((stack) => loadStack(stack, configFolder, options.extraUsers)));
  const packages = await Promise.all(
    loaded.map((stack) => packageFunction(projectFolder, cacheFolder, stack.packageInput)),
  );
  const defaultAuthorizerProgram = await packageDefaultAuthorizer(projectFolder, cacheFolder);

  // CDKTF creates only the last folder of the path.
  if (outdir) await mkdir(outdir, { recursive: true });
  // CDKTF's own validations would run `terraform version` once per resource; terraform checks the same when it runs.
  const app = new App({ skipValidation: true, ...(outdir ? { outdir } : {}) });
  loaded.forEach((stack, index) => {
    const pkg = packages[index];
    if (pkg) new AuthStack(app, { loaded: stack, package: pkg, defaultAuthorizerProgram });
  });
  app.synth();
  return loaded.map((stack) => {
    const { stackName, stage, users } = stack;
    const usersPlace = placeOfUsers(stack);
    return {
      stackName,
      ...(stage ? { stage } : {}),
      folder: join(app.outdir, "stacks", stackName),
      ...(usersPlace ? { usersPlace } : { userCount: users.length }),
    };
  });
}

function noSuchStack(only: string, stacks: readonly ResolvedStack[]): ConfigurationError {
  const got = new Described(stacks.map(({ stackName }) => stackName).join(", "));
  const remedy = "End this command and start it again to use the renamed stack, or change the name back.";
  return new ConfigurationError([{ path: "name", must: `still make the stack ${only}`, got, remedy }]);
}
