import { readdir, readFile, rm } from "node:fs/promises";
import { join, relative } from "node:path";
import { ADDRESS, logicalId } from "../addresses";

/** A folder in `cdktf.out/stacks` of a stack that the configuration no longer makes. */
export interface OldStack {
  readonly stackName: string;
  readonly folder: string;
  /** Why the folder stays; left out where it was removed. */
  readonly kept?: {
    readonly because: "state" | "other-files" | "not-ours";
    /** What was found, relative to the folder. */
    readonly files: readonly string[];
  };
}

/** What a synthesis, `terraform init` and `cdktf` leave in a stack's folder: all of it can be made again. */
const CAN_BE_MADE_AGAIN = ["cdk.tf.json", "assets", "plan", ".terraform", ".terraform.lock.hcl"];

/**
 * Removes the folders of stacks that are no longer in the configuration, so that `cdktf deploy '*'` or a script does
 * not deploy them. A folder stays if this project did not make it, or if it holds what cannot be made again, above all
 * a state file.
 * @param stacksFolder As in `cdktf.out/stacks`
 * @param current Names of the stacks that the configuration makes
 * @returns Every folder that is too much, removed or not, by name
 * @example await removeOldStacks("cdktf.out/stacks", ["cloudprnt-prod"]) // [{ stackName: "cloudprnt-dev", … }]
 */
export async function removeOldStacks(stacksFolder: string, current: readonly string[]): Promise<OldStack[]> {
  const entries = await readdir(stacksFolder, { withFileTypes: true }).catch(() => []);
  const names = entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
  const old = names.filter((name) => !current.includes(name)).sort();
  return await Promise.all(old.map((name) => removeOldStack(name, join(stacksFolder, name))));
}

async function removeOldStack(stackName: string, folder: string): Promise<OldStack> {
  const kept = await whyKept(stackName, folder);
  if (kept) return { stackName, folder, kept };
  await rm(folder, { recursive: true, force: true });
  return { stackName, folder };
}

async function whyKept(stackName: string, folder: string): Promise<OldStack["kept"]> {
  const entries = await readdir(folder);
  const states = await stateFiles(folder);
  if (states.length > 0) return { because: "state", files: states };
  if (!(await isOurs(stackName, folder))) return { because: "not-ours", files: [] };
  const others = entries.filter((name) => !CAN_BE_MADE_AGAIN.includes(name)).sort();
  return others.length > 0 ? { because: "other-files", files: others } : undefined;
}

/** Those in `.terraform` are none: they say where the state is. */
async function stateFiles(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .map((entry) => ({ name: entry.name, path: relative(folder, join(entry.parentPath, entry.name)) }))
    .filter(({ name, path }) => name.includes(".tfstate") && !/^\.terraform[/\\]/.test(path))
    .map(({ path }) => path)
    .sort();
}

async function isOurs(stackName: string, folder: string): Promise<boolean> {
  try {
    const stack = JSON.parse(await readFile(join(folder, "cdk.tf.json"), "utf8"));
    return (
      stack["//"].metadata.stackName === stackName &&
      stack.resource.terraform_data[logicalId(ADDRESS.accessMap)] !== undefined
    );
  } catch {
    return false;
  }
}

/** What became of folders of stacks that are no longer in the configuration, one line each; empty if there is none. */
export function describeOldStacks(old: readonly OldStack[]): string[] {
  return old.map(({ stackName, folder, kept }) => {
    const place = relative(process.cwd(), folder);
    if (!kept) {
      return `${stackName}: no longer in the configuration, so ${place} was removed. What it deployed stays in AWS: to remove that, put the stack back, destroy it, and take it out again.`;
    }
    const reason = {
      state: `it holds Terraform state (${kept.files.join(", ")}). Destroy what it deployed, or move the state away; then remove the folder`,
      "other-files": `it holds what no synthesis makes (${kept.files.join(", ")}). Move that away, then remove the folder`,
      "not-ours": "this project did not make it. Remove the folder yourself if nothing needs it",
    }[kept.because];
    return `${stackName}: not in the configuration, but ${place} stays, because ${reason}: cdktf and scripts may still deploy it.`;
  });
}
