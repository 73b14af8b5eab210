import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { delimiter, join } from "node:path";

/** Programs that come with botocore, AWS's own models of its APIs, in a Python of their own. */
const WITH_BOTOCORE = ["aws", "moto_server"];

const found = new Map<string, string | undefined>();

/** A Python that has botocore: the one on the PATH, or that of the AWS CLI or of moto. */
export const findBotocorePython = (): string | undefined => findPythonWith("botocore.validate");

/** A Python that has a module of the AWS CLI or of what it is made of. */
export function findPythonWith(module: string): string | undefined {
  const hasIt = (python: string) => spawnSync(python, ["-c", `import ${module}`], { stdio: "ignore" }).status === 0;
  if (!found.has(module)) found.set(module, ["python3", "python", ...interpreters()].find(hasIt));
  return found.get(module);
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
