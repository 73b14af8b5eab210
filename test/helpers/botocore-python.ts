import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { delimiter, join } from "node:path";

/** Programs that install botocore, AWS's models of its APIs, in their own Python environment. */
const WITH_BOTOCORE = ["aws", "moto_server"];

const found = new Map<string, string | undefined>();

/** Returns a Python that has botocore: the one on the PATH, or the one that the AWS CLI or moto runs with. */
export const findBotocorePython = (): string | undefined => findPythonWith("botocore.validate");

/** Returns a Python that can import a module of the AWS CLI or of a package that the AWS CLI depends on. */
export function findPythonWith(module: string): string | undefined {
  const hasIt = (python: string) => spawnSync(python, ["-c", `import ${module}`], { stdio: "ignore" }).status === 0;
  if (!found.has(module)) found.set(module, ["python3", "python", ...interpreters()].find(hasIt));
  return found.get(module);
}

/** Interpreters that the first lines of these programs name, if the programs are Python scripts. */
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
