import { decodeText, parseJson } from "../../config/text";
import { ACCESS_MAP } from "./known-resources";
import { HOW_TO_MAKE_ONE, type Plan, PlanFileError, planSchema } from "./plan-schema";

/**
 * Reads the output of `terraform show -json <planfile>`.
 * @throws {PlanFileError} if it is not a plan, or the plan of a stack that this project did not make
 * @example reviewPlan(parsePlan(await readFile("plan.json")))
 */
export function parsePlan(bytes: Uint8Array): Plan {
  return asPlan(readPlanJson(bytes));
}

/**
 * Reads the parts of a plan that a review's sentences are made from, and drops the rest.
 * @param content Result of {@link readPlanJson}
 * @throws {PlanFileError} if it is not a plan, or the plan of a stack that this project did not make
 */
export function asPlan(content: unknown): Plan {
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

/** Beginnings of texts that are easily mistaken for a plan's JSON, with the message for each. */
const MISTAKEN: readonly (readonly [beginning: RegExp, message: string])[] = [
  [
    /^\[command\]/,
    "It was written through the wrapper that hashicorp/setup-terraform puts around terraform, which adds lines of its own. " +
      "Set terraform_wrapper: false there and make it again.",
  ],
  [/^\{"@level"/, `It is the log of terraform plan -json, which is no plan. ${HOW_TO_MAKE_ONE}`],
  [
    /^\s*(?:Terraform |No changes\.|data\.|module\.|\w+\.\w+: Refreshing|#)/,
    `It is the plan as people read it, not its JSON. ${HOW_TO_MAKE_ONE}`,
  ],
];

/**
 * Parses the JSON of a plan. {@link asPlan} reads a part of the result, {@link compareWithSynthesis} all of it.
 * @throws {PlanFileError} if it is not JSON
 */
export function readPlanJson(bytes: Uint8Array): unknown {
  if (bytes.length === 0) throw new PlanFileError(`It is empty. ${HOW_TO_MAKE_ONE}`);
  if (Buffer.from(bytes.subarray(0, 2)).toString("latin1") === "PK") {
    throw new PlanFileError("It is the plan file itself. Give its JSON: terraform show -json tfplan > plan.json");
  }
  const text = decodeText(bytes);
  if (text === undefined) throw new PlanFileError(`It is not JSON, since it is no UTF-8 text. ${HOW_TO_MAKE_ONE}`);
  const mistaken = MISTAKEN.find(([beginning]) => beginning.test(text))?.[1];
  if (mistaken !== undefined) throw new PlanFileError(mistaken);
  const json = parseJson(text);
  if (!json.ok) {
    const { line, column, cause } = json;
    throw new PlanFileError(`It is not JSON: at line ${line}, column ${column} ${cause}. ${HOW_TO_MAKE_ONE}`);
  }
  const [repeated] = json.repeated;
  if (repeated) {
    const { line, column } = repeated;
    throw new PlanFileError(
      `It is no plan as Terraform writes it: at line ${line}, column ${column} an object has a field twice. ${HOW_TO_MAKE_ONE}`,
    );
  }
  return json.value;
}
