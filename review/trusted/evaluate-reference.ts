import { isObject } from "./plan-json";

/** What becomes of a synthesized value in a plan. */
export type Evaluated =
  | { readonly is: "known"; readonly value: unknown }
  /** Something that it refers to is known only after the apply. */
  | { readonly is: "unknown" }
  /** It calls functions or decides: Terraform alone can tell. */
  | { readonly is: "computed" };

/**
 * What a plan says of an attribute of a resource or data source.
 * @param address With its index, if it has one
 */
export type Lookup = (address: string, path: readonly string[]) => Evaluated;

const TRAVERSAL = /^((?:data\.)?[a-z][a-z0-9_]*\.[a-z0-9_]+(?:\[\d+\])?)((?:\.[A-Za-z0-9_]+)+)$/;
/** An interpolation, where none of its text holds a brace: what does is computed. */
const INTERPOLATION = /(?<!\$)\$\{([^{}]*)\}/g;

/**
 * The value of a synthesized text: references are followed, everything else is taken as it stands.
 * @example evaluate("${aws_iam_role.authorizer.arn}", lookup) // { is: "known", value: "arn:aws:iam::…" }
 */
export function evaluate(text: string, lookup: Lookup): Evaluated {
  // Most texts have no expression; this is asked for every one of a plan.
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
  const [, address, path = ""] = TRAVERSAL.exec(expression.trim()) ?? [];
  return address === undefined ? { is: "computed" } : lookup(address, path.slice(1).split("."));
}

/** Whether a synthesized value, or anything in it, is not known before the apply or can only be computed by Terraform. */
export function mayBeUnknown(value: unknown, lookup: Lookup): boolean {
  if (typeof value === "string") return evaluate(value, lookup).is !== "known";
  if (Array.isArray(value)) return value.some((element) => mayBeUnknown(element, lookup));
  return isObject(value) && Object.values(value).some((member) => mayBeUnknown(member, lookup));
}
