import { existsSync, readdirSync, statSync } from "node:fs";
import { homedir } from "node:os";
import { basename, join } from "node:path";

/** Folders that may be a filesystem mirror of Terraform providers, or may have one as a subfolder. */
const USUAL_PLACES = ["/opt", "/usr/share", "/usr/local/share", "/var/lib", join(homedir(), ".terraform.d")];
const PROVIDER = join("registry.terraform.io", "hashicorp", "aws");

/**
 * Returns the folder of a filesystem mirror that holds the AWS provider: the environment variable `TF_PROVIDER_MIRROR`,
 * or the first mirror that a shallow search of the usual places finds.
 */
export function findProviderMirror(): string | undefined {
  const named = process.env.TF_PROVIDER_MIRROR;
  if (named) return existsSync(join(named, PROVIDER)) ? named : undefined;
  return USUAL_PLACES.flatMap((place) => [place, ...subfolders(place), ...subfolders(join(place, "terraform"))]).find(
    (folder) => existsSync(join(folder, PROVIDER)),
  );
}

/**
 * Returns the path of the AWS provider's program below a folder, at whatever depth: in
 * `<host>/hashicorp/aws/<version>/<platform>`, of which each part may be a link. If there are several versions, the
 * newest.
 * @returns undefined if there is no program, for example in a mirror of zip files
 */
export function findProviderProgram(folder: string): string | undefined {
  const names = readdirSync(folder).sort((a, b) => b.localeCompare(a, "en", { numeric: true }));
  for (const path of names.map((name) => join(folder, name))) {
    if (!statSync(path).isDirectory()) {
      if (basename(path).startsWith("terraform-provider-aws") && !path.endsWith(".zip")) return path;
      continue;
    }
    const found = findProviderProgram(path);
    if (found !== undefined) return found;
  }
  return undefined;
}

function subfolders(folder: string): string[] {
  try {
    return readdirSync(folder, { withFileTypes: true })
      .filter((entry) => entry.isDirectory() || entry.isSymbolicLink())
      .map((entry) => join(folder, entry.name));
  } catch {
    return [];
  }
}
