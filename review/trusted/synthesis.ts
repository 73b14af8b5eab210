import { readKeys } from "../../infra/evaluated-once";
import { isObject, type Json, membersOf } from "./plan-json";

/** A resource or data source of the synthesis. */
export interface SynthesizedResource {
  /** `aws_iam_role.authorizer`, without an index. */
  readonly address: string;
  readonly mode: "managed" | "data";
  readonly type: string;
  readonly name: string;
  /** Settings by name, with Terraform's expressions as text: `${aws_iam_role.authorizer.arn}`. */
  readonly settings: Json;
  /** `count`, if the resource has it; then each instance has an index in its address. */
  readonly count?: number;
  /** Values of `for_each` by key; the key is the index in an instance's address. */
  readonly forEach?: Json;
  /** `for_each` as the synthesis writes it. */
  readonly forEachText?: unknown;
  /** Names of `dynamic` blocks, which only the configuration in the plan file contains. */
  readonly dynamic: readonly string[];
  readonly dependsOn?: unknown;
  readonly provisioners: readonly unknown[];
  /** Settings in `ignore_changes`: `input`, `input.table`. */
  readonly ignoredChanges: readonly string[];
  /** Whether the resource has preconditions or postconditions. */
  readonly hasConditions: boolean;
}

/** The synthesized stack of a configuration, with which its plan is compared, see {@link readSynthesis}. */
export interface Synthesis {
  readonly resources: ReadonlyMap<string, SynthesizedResource>;
  readonly outputs: Json;
  readonly variables: Json;
  /**
   * Local values, with Terraform's expressions as text. A plan's JSON does not contain them; the values that use them
   * are compared.
   */
  readonly locals: Json;
  /** Names of check blocks. */
  readonly checks: readonly string[];
  /** Settings of the one AWS provider. */
  readonly provider: Json;
  readonly providerVersions: string;
  /** The whole content, to compare with the configuration in a plan file. */
  readonly whole: Json;
}

/** Thrown for a synthesized stack with which a review cannot compare a plan. */
export class SynthesisError extends Error {
  constructor(message: string) {
    super(message);
    this.name = "SynthesisError";
  }
}

/**
 * The blocks of a stack, which are all compared with the plan. A stack with another block is refused until the review
 * compares it.
 */
const BLOCKS = ["//", "check", "data", "locals", "output", "provider", "resource", "terraform", "variable"];
/** Members of a resource that are not its settings. */
const META = ["//", "count", "depends_on", "dynamic", "for_each", "lifecycle", "provisioner"];
/** Members of `lifecycle`. A plan's JSON does not contain them; {@link comparePlanFile} compares them. */
const LIFECYCLE = ["ignore_changes", "postcondition", "precondition", "prevent_destroy", "replace_triggered_by"];

/**
 * Reads a synthesized stack, with which its plan is compared.
 * @param text Content of `cdktf.out/stacks/<stack>/cdk.tf.json`
 * @throws {SynthesisError} if it has a part that the review does not know
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

/** Returns the addresses of a resource's instances. */
export function instancesOf({ address, count, forEach }: SynthesizedResource): string[] {
  if (forEach) return Object.keys(forEach).map((key) => `${address}[${JSON.stringify(key)}]`);
  return count === undefined ? [address] : Array.from({ length: count }, (_, index) => `${address}[${index}]`);
}

function parse(text: string): Json {
  try {
    const content: unknown = JSON.parse(text);
    if (isObject(content)) return content;
  } catch {
    // Reported below.
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
