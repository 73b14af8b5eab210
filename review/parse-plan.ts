import { HOW_TO_MAKE_ONE, PlanFileError } from "./errors";
import { ACCESS_MAP } from "./known-resources";
import { type Plan, planSchema } from "./plan-schema";

/**
 * Reads what `terraform show -json <planfile>` prints.
 * @throws {PlanFileError} if it is something else, or the plan of a stack that this project did not make
 * @example reviewPlan(parsePlan(await readFile("plan.json")))
 */
export function parsePlan(bytes: Uint8Array): Plan {
  const content = parseJson(bytes);
  if (typeof content !== "object" || content === null || !("format_version" in content)) {
    throw new PlanFileError(`It is JSON, but not from terraform show -json. ${HOW_TO_MAKE_ONE}`);
  }
  if (!("configuration" in content)) {
    throw new PlanFileError(
      `It holds no plan; terraform show -json without a plan file prints the state. ${HOW_TO_MAKE_ONE}`,
    );
  }
  const { data, error } = planSchema.safeParse(content);
  if (error) {
    const where = error.issues[0]?.path.join(".") ?? "";
    throw new PlanFileError(
      `It is no plan as Terraform writes it: ${where} is not what it should be. ${HOW_TO_MAKE_ONE}`,
    );
  }
  if (!/^1\.\d+$/.test(data.format_version)) {
    throw new PlanFileError(
      "Its format is newer than this program: only version 1 of Terraform's plan format is known.",
    );
  }
  const addresses = [...data.resource_changes, ...data.configuration.root_module.resources];
  if (!addresses.some(({ address }) => address === ACCESS_MAP)) {
    throw new PlanFileError(
      `It is the plan of another stack: it holds no ${ACCESS_MAP}, which every stack made here has.`,
    );
  }
  return data;
}

function parseJson(bytes: Uint8Array): unknown {
  if (bytes.length === 0) throw new PlanFileError(`It is empty. ${HOW_TO_MAKE_ONE}`);
  if (Buffer.from(bytes.subarray(0, 2)).toString("latin1") === "PK") {
    throw new PlanFileError("It is the plan file itself. Give its JSON: terraform show -json tfplan > plan.json");
  }
  try {
    return JSON.parse(decode(bytes));
  } catch {
    throw new PlanFileError(`It is not JSON. ${HOW_TO_MAKE_ONE}`);
  }
}

/** Windows PowerShell 5 redirects into UTF-16, and other programs of Windows put a byte order mark in front of UTF-8. */
function decode(bytes: Uint8Array): string {
  const encoding = bytes[0] === 0xff && bytes[1] === 0xfe ? "utf-16le" : "utf-8";
  return new TextDecoder(encoding, { fatal: true }).decode(bytes);
}
