import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { synthesize } from "../../infra/synthesize";
import config from "../../iot-auth.config";
import { combine } from "./combine";
import { type Node, readGraph } from "./graph";
import { drawSvg } from "./svg";

/** Settings that add resources to a stack. */
const EVERYTHING = {
  endpoint: {},
  monitoring: { metrics: true, alarms: {}, dashboard: true, savedQueries: true },
  store: { type: "dynamodb" },
};

/**
 * The text of `docs/architecture.svg`: the first stack of the project's configuration, synthesized in a temporary folder, with what else a
 * configuration can ask for.
 */
export async function architectureSvg(projectFolder: string): Promise<string> {
  const plain = await synthesizedGraph(projectFolder, config);
  return drawSvg(combine(plain, await synthesizedGraph(projectFolder, { ...config, ...EVERYTHING })));
}

async function synthesizedGraph(projectFolder: string, settings: object): Promise<Node[]> {
  const outdir = await mkdtemp(join(tmpdir(), "iot-auth-architecture-"));
  try {
    const [stack] = await synthesize(settings, { projectFolder, outdir });
    if (!stack) throw new Error("The configuration holds no stack.");
    return readGraph(JSON.parse(await readFile(join(stack.folder, "cdk.tf.json"), "utf8")));
  } finally {
    await rm(outdir, { recursive: true, force: true });
  }
}
