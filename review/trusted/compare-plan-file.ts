import { createHash } from "node:crypto";
import { buffer } from "node:stream/consumers";
import { fromBufferPromise } from "yauzl";
import { type Difference, PROBLEM } from "./difference";
import { isObject, type Json, sameJson } from "./plan-json";
import type { Synthesis } from "./synthesis";

/** Where a plan file has the configuration it was made from. */
const CONFIGURATION = "tfconfig/";
const ROOT_FILE = "tfconfig/m-/cdk.tf.json";
const MODULES_FILE = "tfconfig/modules.json";
/** A configuration of this project is far smaller; what is larger is not read. */
const MOST_BYTES = 16 * 1024 * 1024;

/** A plan file cannot be read as one. */
export class UnreadablePlanFile extends Error {
  constructor(reason: string) {
    super(`It is no plan file as terraform plan -out writes it: ${reason}.`);
    this.name = "UnreadablePlanFile";
  }
}

/**
 * The digest of a plan file, which tells whether a plan that is applied is the one that was reviewed: `sha256sum tfplan` prints the same.
 * @returns 64 hexadecimal digits
 */
export function planFileDigest(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}

/**
 * Compares the configuration that a plan file holds with the synthesis. It has what no plan's JSON shows: where the state lives, what
 * `lifecycle`, `check`, `import`, `removed` and `moved` blocks say, when provisioners run, which providers are asked for.
 * @param bytes What `terraform plan -out=tfplan` wrote: a ZIP archive
 * @throws {UnreadablePlanFile} if it is none, such as one that OpenTofu encrypted
 */
export async function comparePlanFile(bytes: Buffer, synthesis: Synthesis): Promise<Difference[]> {
  const files = await configurationFiles(bytes);
  const root = files.get(ROOT_FILE);
  if (root === undefined) throw new UnreadablePlanFile(`it holds no ${ROOT_FILE}`);
  const others = [...files.keys()].filter((name) => name !== ROOT_FILE && name !== MODULES_FILE);
  return [
    ...others.map((name) => ({ part: "tfplan", path: name, problem: PROBLEM.added })),
    ...compareRoot(parse(root), synthesis.whole),
  ];
}

/** What cdktf notes about itself is a comment to Terraform. */
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

function parse(content: Buffer): Json {
  try {
    const json: unknown = JSON.parse(content.toString("utf8"));
    if (isObject(json)) return json;
  } catch {
    // Said below.
  }
  throw new UnreadablePlanFile(`its ${ROOT_FILE} is no JSON object`);
}

async function configurationFiles(bytes: Buffer): Promise<Map<string, Buffer>> {
  const zip = await fromBufferPromise(bytes, { lazyEntries: true }).catch(() => {
    throw new UnreadablePlanFile("it is no ZIP archive");
  });
  const files = new Map<string, Buffer>();
  for await (const entry of zip.eachEntry()) {
    const { fileName, uncompressedSize } = entry;
    if (!fileName.startsWith(CONFIGURATION)) continue;
    if (files.has(fileName) || uncompressedSize > MOST_BYTES) {
      throw new UnreadablePlanFile(`it holds ${fileName} twice, or too large`);
    }
    files.set(fileName, await buffer(await zip.openReadStreamPromise(entry)));
  }
  return files;
}
