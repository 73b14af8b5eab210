import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { synthesize } from "../infra/synthesis/synthesize";
import config from "../iot-auth.config";
import { combine, type Part } from "./stack-graph/combine";
import { type Node, readGraph } from "./stack-graph/read-graph";
import { wordsFor } from "./stack-graph/words";

/** Settings that add resources to a stack. */
const EVERYTHING = {
  endpoint: {},
  monitoring: { metrics: true, alarms: {}, dashboard: true, savedQueries: true },
  store: { type: "dynamodb" },
};

/** Matches the diagram in `docs/architecture.md`, with the lines around it. */
const BLOCK = /(<!-- npm run docs writes this diagram -->\n```mermaid\n)[\s\S]*?(\n```\n)/;

/**
 * Replaces the diagram of a page by that of the first stack of the project's configuration; resources that other
 * settings would add are drawn with dashed lines.
 * @throws if the page has no block for the diagram
 */
export async function withDiagram(page: string, projectFolder: string): Promise<string> {
  if (!BLOCK.test(page)) throw new Error("The page has no mermaid block under the comment of npm run docs.");
  const plain = await synthesizedGraph(projectFolder, config);
  const diagram = mermaid(combine(plain, await synthesizedGraph(projectFolder, { ...config, ...EVERYTHING })));
  return page.replace(BLOCK, (_, before, after) => `${before}${diagram}${after}`);
}

/**
 * The parts of a stack as a Mermaid flowchart: an arrow leads from a resource to each resource that needs it.
 * @see https://mermaid.js.org/syntax/flowchart.html
 */
export function mermaid(parts: readonly Part[]): string {
  const nodeId = (address: string) => address.replace(/\W/g, "_");
  const boxes = parts.map(({ id, type, names: [first = "", ...others], isData, isOptional }) => {
    const names = [first, ...others].join(", ");
    const label = `<b>${wordsFor(type, first)}</b><br/>${type}<br/>${names}`;
    const look = isOptional ? ":::optional" : "";
    return isData ? `  ${nodeId(id)}(["${label}"])${look}` : `  ${nodeId(id)}["${label}"]${look}`;
  });
  const arrows = parts.flatMap(({ id, needs }) => needs.map((need) => `  ${nodeId(need)} --> ${nodeId(id)}`));
  return ["flowchart TD", ...boxes, ...arrows, "  classDef optional stroke-dasharray: 5 5"].join("\n");
}

async function synthesizedGraph(projectFolder: string, settings: object): Promise<Node[]> {
  const outdir = await mkdtemp(join(tmpdir(), "iot-auth-architecture-"));
  try {
    const [stack] = await synthesize(settings, { projectFolder, outdir });
    if (!stack) throw new Error("The configuration has no stack.");
    return readGraph(JSON.parse(await readFile(join(stack.folder, "cdk.tf.json"), "utf8")));
  } finally {
    await rm(outdir, { recursive: true, force: true });
  }
}

if (require.main === module) {
  const root = join(__dirname, "..");
  const file = join(root, "docs", "architecture.md");
  readFile(file, "utf8")
    .then((page) => withDiagram(page, root))
    .then((page) => writeFile(file, page));
}
