import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { synthesize } from "../../infra/synthesize";
import config from "../../iot-auth.config";
import { readGraph } from "./graph";
import { drawSvg } from "./svg";

/** The text of `docs/architecture.svg`: the first stack of the project's configuration, synthesized in a temporary folder. */
export async function architectureSvg(projectFolder: string): Promise<string> {
  const outdir = await mkdtemp(join(tmpdir(), "iot-auth-architecture-"));
  try {
    const [stack] = await synthesize(config, { projectFolder, outdir });
    if (!stack) throw new Error("The configuration holds no stack.");
    return drawSvg(readGraph(JSON.parse(await readFile(join(stack.folder, "cdk.tf.json"), "utf8"))));
  } finally {
    await rm(outdir, { recursive: true, force: true });
  }
}
