import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { delimiter, join } from "node:path";

/** Programs that come with botocore, AWS's own models of its APIs, in a Python of their own. */
const WITH_BOTOCORE = ["aws", "moto_server"];

let found: string | undefined | null = null;

/** A Python that has botocore: the one on the PATH, or that of the AWS CLI or of moto. */
export function findBotocorePython(): string | undefined {
  if (found === null) found = ["python3", "python", ...interpreters()].find(hasBotocore);
  return found;
}

function hasBotocore(python: string): boolean {
  return spawnSync(python, ["-c", "import botocore.validate"], { stdio: "ignore" }).status === 0;
}

/** What the first lines of these programs name, where they are Python's scripts. */
function interpreters(): string[] {
  const folders = (process.env.PATH ?? "").split(delimiter);
  return folders.flatMap((folder) => WITH_BOTOCORE.flatMap((name) => interpreterOf(join(folder, name)) ?? []));
}

function interpreterOf(file: string): string | undefined {
  try {
    return /^#!(\S*python[\d.]*)\s*$/m.exec(readFileSync(file, "utf8").slice(0, 500))?.[1];
  } catch {
    return undefined;
  }
}
