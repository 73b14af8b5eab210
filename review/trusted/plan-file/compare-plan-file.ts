import { createHash } from "node:crypto";
import { buffer } from "node:stream/consumers";
import { fromBufferPromise } from "yauzl";
import { decodeText, parseJson } from "../../../config/text";
import { type Difference, PROBLEM } from "../difference";
import { isObject, type Json, membersOf, sameJson } from "../plan-json";
import type { Synthesis } from "../synthesis";
import { readHeader } from "./plan-file-header";

/** The file with the time of the plan and the workspace of its state. */
const HEADER_FILE = "tfplan";
/** The folder with the configuration that the plan was made from. */
const CONFIGURATION = "tfconfig/";
const ROOT_FILE = "tfconfig/m-/cdk.tf.json";
const MODULES_FILE = "tfconfig/modules.json";
/** Maximum size of a file that is read. A configuration of this project is far smaller. */
const MOST_BYTES = 16 * 1024 * 1024;

/** Thrown for a file that is not a readable plan file. */
export class UnreadablePlanFile extends Error {
  constructor(reason: string) {
    super(`It is no plan file as terraform plan -out writes it: ${reason}.`);
    this.name = "UnreadablePlanFile";
  }
}

/**
 * Returns the SHA-256 of a plan file, by which an applied plan can be compared with the reviewed one: `sha256sum
 * tfplan` prints the same.
 * @returns 64 hexadecimal digits
 */
export function planFileDigest(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}

/**
 * Compares the configuration in a plan file with the synthesis. It has parts that a plan's JSON lacks: the backend,
 * `lifecycle`, `check`, `import`, `removed` and `moved` blocks, `when` of provisioners, and the required providers.
 * Also checks that the plan's JSON was made from this plan file.
 * @param bytes The plan file that `terraform plan -out=tfplan` wrote: a ZIP archive
 * @param plan The plan's JSON
 * @throws {UnreadablePlanFile} if the file is not a plan file, or one that OpenTofu encrypted
 */
export async function comparePlanFile(bytes: Buffer, synthesis: Synthesis, plan: unknown): Promise<Difference[]> {
  const files = await readFiles(bytes);
  const [root, header] = [files.get(ROOT_FILE), files.get(HEADER_FILE)];
  if (root === undefined || header === undefined)
    throw new UnreadablePlanFile(`it holds no ${root === undefined ? ROOT_FILE : HEADER_FILE}`);
  const others = [...files.keys()].filter((name) => ![ROOT_FILE, MODULES_FILE, HEADER_FILE].includes(name));
  return [
    ...compareHeader(header, membersOf(plan)),
    ...others.map((name) => ({ part: HEADER_FILE, path: name, problem: PROBLEM.added })),
    ...compareRoot(parse(root), synthesis.whole),
  ];
}

function compareHeader(bytes: Buffer, plan: Json): Difference[] {
  const header = readHeader(bytes);
  if (!header) throw new UnreadablePlanFile(`its ${HEADER_FILE} cannot be read`);
  const isOther = header.timestamp !== (plan.timestamp ?? "");
  const problem = "is of another plan than the JSON, which was made at another time";
  return [
    ...(isOther ? [{ part: HEADER_FILE, path: "timestamp", problem }] : []),
    ...(header.workspace === "default"
      ? []
      : [{ part: HEADER_FILE, path: "workspace", problem: "is not default: the state is another one" }]),
  ];
}

/** Compares the blocks, except `//`, in which cdktf writes metadata that Terraform ignores. */
function compareRoot(found: Json, expected: Json): Difference[] {
  return [...new Set([...Object.keys(found), ...Object.keys(expected)])]
    .filter((block) => block !== "//" && !sameJson(found[block], expected[block]))
    .flatMap((block) => {
      const [one, other] = [found[block], expected[block]];
      if (!isObject(one) || !isObject(other)) {
        const problem = one === undefined ? PROBLEM.missing : other === undefined ? PROBLEM.added : PROBLEM.other;
        return [{ part: "tfplan", path: block, problem }];
      }
      return [...new Set([...Object.keys(one), ...Object.keys(other)])]
        .filter((name) => !sameJson(one[name], other[name]))
        .map((name) => ({ part: "tfplan", path: `${block}.${name}`, problem: PROBLEM.other }));
    });
}

/** Parses JSON without repeated fields: Terraform reads a repeated field as two blocks. */
function parse(content: Buffer): Json {
  const text = decodeText(content);
  const json = text === undefined ? undefined : parseJson(text);
  if (!json?.ok || !isObject(json.value)) throw new UnreadablePlanFile(`its ${ROOT_FILE} is no JSON object`);
  const [repeated] = json.repeated;
  if (repeated)
    throw new UnreadablePlanFile(`its ${ROOT_FILE} has a field twice in one object, in line ${repeated.line}`);
  return json.value;
}

async function readFiles(bytes: Buffer): Promise<Map<string, Buffer>> {
  const zip = await fromBufferPromise(bytes, { lazyEntries: true }).catch(() => {
    throw new UnreadablePlanFile("it is no ZIP archive");
  });
  const files = new Map<string, Buffer>();
  for await (const entry of zip.eachEntry()) {
    const { fileName, uncompressedSize } = entry;
    if (!fileName.startsWith(CONFIGURATION) && fileName !== HEADER_FILE) continue;
    if (files.has(fileName) || uncompressedSize > MOST_BYTES) {
      throw new UnreadablePlanFile(`it holds ${fileName} twice, or too large`);
    }
    files.set(fileName, await buffer(await zip.openReadStreamPromise(entry)));
  }
  return files;
}
