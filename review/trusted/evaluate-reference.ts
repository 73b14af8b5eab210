import { readAttributeByKey } from "../../infra/evaluated-once";
import { isObject, type Json, membersOf } from "./plan-json";

/** The value of a synthesized text in a plan. */
export type Evaluated =
  | { readonly is: "known"; readonly value: unknown }
  /** A value that it refers to is known only after the apply. */
  | { readonly is: "unknown" }
  /** It contains function calls or conditions, which only Terraform can evaluate. */
  | { readonly is: "computed" };

/**
 * Returns the value of an attribute of a resource or data source, of `each.key` and `each.value` of an instance, or of
 * a local value.
 * @param address With its index, if it has one: `aws_iot_policy.group["sensors"]`; `each.key`, `each.value` or
 * `local.device_things`
 */
export type Lookup = (address: string, path: readonly string[]) => Evaluated;

/** A step of a reference: a name after a dot, or an index in brackets. */
type Step = { readonly name: string } | { readonly index: string | number | readonly Step[] };
/** A step that is written literally, not as a reference. */
const PLAIN_STEP = /^(?:\.(\w+)|\[(\d+|"[^"\\]*")\])/;
/** An interpolation without braces in it. An interpolation with braces is `computed`. */
const INTERPOLATION = /(?<!\$)\$\{([^{}]*)\}/g;

/**
 * Evaluates a synthesized text: references are resolved, also references in the brackets of another reference; other
 * text is literal.
 * @example evaluate("${aws_iam_role.authorizer.arn}", lookup) // { is: "known", value: "arn:aws:iam::…" }
 */
export function evaluate(text: string, lookup: Lookup): Evaluated {
  // Most texts have no expression, and this function runs for every text of a plan.
  if (!text.includes("{")) return { is: "known", value: text };
  const whole = /^\$\{([^{}]*)\}$/.exec(text)?.[1];
  if (whole !== undefined) return follow(whole, lookup);
  const parts = [...text.matchAll(INTERPOLATION)].map(([, expression = ""]) => follow(expression, lookup));
  const rest = text.replace(INTERPOLATION, "");
  if (/(?<!\$)\$\{|(?<!%)%\{/.test(rest) || parts.some(({ is }) => is === "computed")) return { is: "computed" };
  if (parts.some(({ is }) => is === "unknown")) return { is: "unknown" };
  let next = 0;
  const value = text.replace(INTERPOLATION, () => {
    const part = parts[next++];
    return part?.is === "known" ? String(part.value) : "";
  });
  return { is: "known", value: value.replaceAll("$${", "${").replaceAll("%%{", "%{") };
}

function follow(expression: string, lookup: Lookup): Evaluated {
  const read = readReference(expression.trim());
  return read?.rest === "" ? referredTo(read.steps, lookup) : { is: "computed" };
}

/** Reads a reference from the beginning of a text; undefined if the text does not begin with one. */
function readReference(text: string): { readonly steps: readonly Step[]; readonly rest: string } | undefined {
  const root = /^[a-z]\w*/.exec(text)?.[0];
  if (root === undefined) return undefined;
  const steps: Step[] = [{ name: root }];
  let rest = text.slice(root.length);
  for (;;) {
    const [plain, name, index] = PLAIN_STEP.exec(rest) ?? [];
    if (plain !== undefined) {
      steps.push(name === undefined ? { index: JSON.parse(String(index)) } : { name });
      rest = rest.slice(plain.length);
    } else if (rest.startsWith("[")) {
      const inner = readReference(rest.slice(1));
      if (!inner?.rest.startsWith("]")) return undefined;
      steps.push({ index: inner.steps });
      rest = inner.rest.slice(1);
    } else return { steps, rest };
  }
}

/** Roots of references that are not resources. An index after them is a member. */
const NO_RESOURCE = ["each", "local"];

function referredTo(steps: readonly Step[], lookup: Lookup): Evaluated {
  const path: { readonly at: string | number; readonly isIndex: boolean }[] = [];
  for (const step of steps) {
    const value: Evaluated =
      "name" in step
        ? { is: "known", value: step.name }
        : typeof step.index === "object"
          ? referredTo(step.index, lookup)
          : { is: "known", value: step.index };
    if (value.is !== "known") return value;
    if (typeof value.value !== "string" && typeof value.value !== "number") return { is: "computed" };
    path.push({ at: value.value, isIndex: "index" in step });
  }
  const address = path.splice(0, path[0]?.at === "data" ? 3 : 2);
  if (address.length < 2 || address.some(({ isIndex }) => isIndex)) return { is: "computed" };
  let of = address.map(({ at }) => at).join(".");
  if (!NO_RESOURCE.includes(String(address[0]?.at))) {
    if (path[0]?.isIndex) of += `[${JSON.stringify(path.shift()?.at)}]`;
    if (path.length === 0 || path.some(({ isIndex }) => isIndex)) return { is: "computed" };
  }
  return lookup(
    of,
    path.map(({ at }) => String(at)),
  );
}
/** Returns a member of a synthesized value, with its references resolved. */
export function memberOf(value: unknown, path: readonly string[], lookup: Lookup): Evaluated {
  const found = path.reduce<unknown>((at, step) => membersOf(at)[step], value);
  if (typeof found === "string") return evaluate(found, lookup);
  return found === undefined ? { is: "computed" } : { is: "known", value: found };
}

/** Extends a lookup by local values. */
export function withLocals(lookup: Lookup, locals: Json): Lookup {
  const follows: Lookup = (of, path) => {
    const value = of.startsWith("local.") ? locals[of.slice("local.".length)] : undefined;
    if (value === undefined) return lookup(of, path);
    const { address, attribute } = readAttributeByKey(value) ?? {};
    const [key, ...rest] = path;
    if (address === undefined || attribute === undefined || key === undefined) return memberOf(value, path, follows);
    return lookup(`${address}[${JSON.stringify(key)}]`, [attribute, ...rest]);
  };
  return follows;
}

/** Whether a synthesized value, or a part of it, is not known before the apply or can only be computed by Terraform. */
export function mayBeUnknown(value: unknown, lookup: Lookup): boolean {
  if (typeof value === "string") return evaluate(value, lookup).is !== "known";
  if (Array.isArray(value)) return value.some((element) => mayBeUnknown(element, lookup));
  return isObject(value) && Object.values(value).some((member) => mayBeUnknown(member, lookup));
}
