import { readKeys } from "../../infra/evaluated-once";
import { isObject, type Json, membersOf } from "./plan-json";

/** A resource or data source as the synthesis has it. */
export interface SynthesizedResource {
  /** `aws_iam_role.authorizer`, without an index. */
  readonly address: string;
  readonly mode: "managed" | "data";
  readonly type: string;
  readonly name: string;
  /** Settings by name, with Terraform's expressions as text: `${aws_iam_role.authorizer.arn}`. */
  readonly settings: Json;
  /** How many there are, where that is said; then each has an index in its address. */
  readonly count?: number;
  /** Values by key, where there is one for each; the key is the index in its address. */
  readonly forEach?: Json;
  /** `for_each` as it is written. */
  readonly forEachText?: unknown;
  /** Blocks that Terraform makes while it plans (`dynamic`): the configuration in the plan file alone shows how. */
  readonly dynamic: readonly string[];
  readonly dependsOn?: unknown;
  readonly provisioners: readonly unknown[];
  /** Settings that Terraform keeps as they are: `input`, `input.table`. */
  readonly ignoredChanges: readonly string[];
  /** Whether Terraform checks conditions of it. */
  readonly hasConditions: boolean;
}

/** What this project makes of a configuration: what a plan of it must be, see {@link readSynthesis}. */
export interface Synthesis {
  readonly resources: ReadonlyMap<string, SynthesizedResource>;
  readonly outputs: Json;
  readonly variables: Json;
  /** Local values, with Terraform's expressions as text. No plan's JSON has them; what comes of them is compared. */
  readonly locals: Json;
  /** Names of check blocks. */
  readonly checks: readonly string[];
  /** Settings of the one AWS provider. */
  readonly provider: Json;
  readonly providerVersions: string;
  /** The whole of it, to compare with what a plan file was made from. */
  readonly whole: Json;
}

/** What was synthesized is nothing that a review can compare a plan with. */
export class SynthesisError extends Error {
  constructor(message: string) {
    super(message);
    this.name = "SynthesisError";
  }
}

/** The blocks of a stack; each is compared with the plan. A construct that adds another one is refused until it is, too. */
const BLOCKS = ["//", "check", "data", "locals", "output", "provider", "resource", "terraform", "variable"];
/** What a resource has besides its settings. */
const META = ["//", "count", "depends_on", "dynamic", "for_each", "lifecycle", "provisioner"];
/** What `lifecycle` of a resource may say. None of it is in a plan; {@link comparePlanFile} compares it. */
const LIFECYCLE = ["ignore_changes", "postcondition", "precondition", "prevent_destroy", "replace_triggered_by"];

/**
 * Reads a stack as this project's synthesis wrote it, which a plan of it is held against.
 * @param text Content of `cdktf.out/stacks/<stack>/cdk.tf.json`
 * @throws {SynthesisError} if it has a part that no review knows
 * @example compareWithSynthesis(plan, readSynthesis(await readFile("cdk.tf.json", "utf8")))
 */
export function readSynthesis(text: string): Synthesis {
  const whole = parse(text);
  refuseOthers("The synthesized stack", whole, BLOCKS);
  const providers = membersOf(whole.provider).aws;
  const [provider, ...others] = Array.isArray(providers) ? providers : [];
  const { required_providers } = membersOf(whole.terraform);
  const versions = membersOf(membersOf(required_providers).aws).version;
  if (!isObject(provider) || others.length > 0 || Object.keys(membersOf(whole.provider)).length !== 1) {
    throw new SynthesisError("The synthesized stack must have one provider, aws.");
  }
  if (typeof versions !== "string")
    throw new SynthesisError("The synthesized stack names no versions of the provider.");
  const locals = membersOf(whole.locals);
  const resources = [...resourcesOf("managed", whole.resource, locals), ...resourcesOf("data", whole.data, locals)];
  return {
    resources: new Map(resources.map((resource) => [resource.address, resource])),
    outputs: membersOf(whole.output),
    variables: membersOf(whole.variable),
    locals,
    checks: Object.keys(membersOf(whole.check)),
    provider,
    providerVersions: versions,
    whole,
  };
}

/** The addresses that a resource's instances have. */
export function instancesOf({ address, count, forEach }: SynthesizedResource): string[] {
  if (forEach) return Object.keys(forEach).map((key) => `${address}[${JSON.stringify(key)}]`);
  return count === undefined ? [address] : Array.from({ length: count }, (_, index) => `${address}[${index}]`);
}

function parse(text: string): Json {
  try {
    const content: unknown = JSON.parse(text);
    if (isObject(content)) return content;
  } catch {
    // Said below.
  }
  throw new SynthesisError("The synthesized stack's cdk.tf.json is no JSON object.");
}

type Mode = SynthesizedResource["mode"];

function resourcesOf(mode: Mode, types: unknown, locals: Json): SynthesizedResource[] {
  return Object.entries(membersOf(types)).flatMap(([type, named]) =>
    Object.entries(membersOf(named)).map(([name, block]) => resourceOf(mode, type, name, membersOf(block), locals)),
  );
}

function resourceOf(mode: Mode, type: string, name: string, block: Json, locals: Json): SynthesizedResource {
  const address = `${mode === "data" ? "data." : ""}${type}.${name}`;
  const { count, depends_on: dependsOn, dynamic, for_each: forEachText, provisioner } = block;
  const keys = readKeys(forEachText, locals);
  const forEach = keys === undefined ? forEachText : Object.fromEntries(keys.map((key) => [key, key]));
  const lifecycle = membersOf(block.lifecycle);
  refuseOthers(`lifecycle of ${address}`, lifecycle, LIFECYCLE);
  if (count !== undefined && typeof count !== "number") throw new SynthesisError(`count of ${address} is no number.`);
  if (forEach !== undefined && !isObject(forEach))
    throw new SynthesisError(`for_each of ${address} is no object, and no map of the keys of a local value.`);
  return {
    address,
    mode,
    type,
    name,
    dynamic: Object.keys(membersOf(dynamic)),
    ...(isObject(forEach) ? { forEach, forEachText } : {}),
    settings: Object.fromEntries(Object.entries(block).filter(([setting]) => !META.includes(setting))),
    ...(count === undefined ? {} : { count }),
    // Terraform leaves an empty list out of a plan.
    ...(Array.isArray(dependsOn) && dependsOn.length > 0 ? { dependsOn } : {}),
    provisioners: Array.isArray(provisioner) ? provisioner : [],
    ignoredChanges: textsOf(lifecycle.ignore_changes),
    hasConditions: lifecycle.postcondition !== undefined || lifecycle.precondition !== undefined,
  };
}

function textsOf(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((item) => typeof item === "string") : [];
}

function refuseOthers(what: string, block: Json, known: readonly string[]): void {
  const others = Object.keys(block).filter((name) => !known.includes(name));
  if (others.length > 0) {
    throw new SynthesisError(`${what} has ${others.join(", ")}, which this version of the review does not know.`);
  }
}
