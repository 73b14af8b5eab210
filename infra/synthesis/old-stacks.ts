import { readdir, readFile, rm } from "node:fs/promises";
import { join, relative } from "node:path";
import { ADDRESS, logicalId } from "../addresses";

/** A folder in `cdktf.out/stacks` of a stack that the configuration no longer has. */
export interface OldStack {
  readonly stackName: string;
  readonly folder: string;
  /** Why the folder was kept; left out if it was removed. */
  readonly kept?: {
    readonly because: "state" | "other-files" | "not-ours";
    /** The files that were found, relative to the folder. */
    readonly files: readonly string[];
  };
}

/** Files that a synthesis, `terraform init` and `cdktf` leave in a stack's folder, and that can be created again. */
const CAN_BE_MADE_AGAIN = ["cdk.tf.json", "assets", "plan", ".terraform", ".terraform.lock.hcl"];

/**
 * Removes the folders of stacks that are no longer in the configuration, so that `cdktf deploy '*'` or a script does
 * not deploy them. A folder is kept if this project did not create it, or if it has files that cannot be created again,
 * above all a state file.
 * @param stacksFolder Such as `cdktf.out/stacks`
 * @param current Names of the stacks of the configuration
 * @returns Every folder of another stack, removed or kept, sorted by name
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

/** State files. Files with such names in `.terraform` are not state files: they only say where the state is. */
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

/** One line for each folder of a stack that is no longer in the configuration; empty if there is none. */
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
