import { type RequestContext, variableValue } from "../context";
import { type GlobPart, pushPart, wildcardOf } from "../matching/match-pattern";

/** `${name}` or `${name, 'fallback'}` in a policy. */
export interface Variable {
  readonly name: string;
  readonly fallback?: string;
}

/** A parsed string of a policy: text, wildcards and variables. */
export interface Template {
  /** The string as the document writes it. */
  readonly source: string;
  readonly parts: readonly (GlobPart | Variable)[];
  /** The same parts, if none of them is a variable. */
  readonly glob?: readonly GlobPart[];
}

/** Special characters of a string. */
export interface TemplateOptions {
  /** `*` and `?` are wildcards. They are not in StringEquals. */
  readonly wildcards: boolean;
  /** `${…}` is a variable. It is not in documents older than Version 2012-10-17. */
  readonly variables: boolean;
}

/** Predefined variables for characters that are otherwise special. */
const ESCAPES: ReadonlySet<string> = new Set(["*", "?", "$"]);

/**
 * Reads a string of a policy. `complain` is called with the broken rule if a `${` is not closed or has no key's name.
 *
 * Assumption: default values, `${iot:ClientId, 'none'}`, work as IAM documents them.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html
 * @example
 * parseTemplate("a/${iot:ClientId}/*", { wildcards: true, variables: true }, fail).parts; // ["a/", { name:
 * "iot:ClientId" }, "/", ANY_RUN] parseTemplate("a/${*}", { wildcards: true, variables: true }, fail).parts; //
 * ["a/*"], and "*" is an ordinary character
 */
export function parseTemplate(source: string, options: TemplateOptions, complain: (rule: string) => void): Template {
  const parts: (GlobPart | Variable)[] = [];
  for (let at = 0; at < source.length; ) {
    if (options.variables && source.startsWith("${", at)) {
      const end = source.indexOf("}", at);
      const variable = end === -1 ? undefined : parseVariable(source.slice(at + 2, end));
      if (variable === undefined) {
        complain("must close every variable with a brace, after the name of a key");
        break;
      }
      pushPart(parts, variable);
      at = end + 1;
    } else {
      const character = source.charAt(at);
      pushPart(parts, (options.wildcards ? wildcardOf(character) : undefined) ?? character);
      at += 1;
    }
  }
  return withGlob(source, parts);
}

function parseVariable(content: string): Variable | string | undefined {
  if (ESCAPES.has(content)) return content;
  const comma = content.indexOf(",");
  const name = (comma === -1 ? content : content.slice(0, comma)).trim();
  if (name === "") return undefined;
  if (comma === -1) return { name };
  const fallback = content.slice(comma + 1).trim();
  const quoted = fallback.length >= 2 && fallback.startsWith("'") && fallback.endsWith("'");
  return quoted ? { name, fallback: fallback.slice(1, -1) } : undefined;
}

/**
 * Returns the pattern for one request: variables are replaced by their values, in which no character is a wildcard.
 * Undefined if a variable has no value: such a pattern matches nothing.
 *
 * Assumption: AWS IoT treats a variable without a value as IAM does ("will not match any resource").
 * @example
 * resolveTemplate(template, { clientId: "*" }); // for "a/${iot:ClientId}": ["a/*"], which matches only the topic "a/*"
 */
export function resolveTemplate(template: Template, context: RequestContext): readonly GlobPart[] | undefined {
  return template.glob ?? substitute(template, context, () => true).glob;
}

/**
 * Replaces the variables whose value is constant for a connection, so that patterns can be looked up in an index
 * instead of being compared one by one. The other variables are kept.
 */
export function bindTemplate(
  template: Template,
  context: RequestContext,
  isConstant: (name: string) => boolean,
): Template {
  return template.glob === undefined ? substitute(template, context, isConstant) : template;
}

/** Returns the names of the variables in a template, as the document writes them. */
export function variableNames(template: Template): readonly string[] {
  return template.parts.filter(isVariable).map(({ name }) => name);
}

function substitute(template: Template, context: RequestContext, wanted: (name: string) => boolean): Template {
  const parts: (GlobPart | Variable)[] = [];
  for (const part of template.parts) {
    const value =
      isVariable(part) && wanted(part.name) ? (variableValue(context, part.name) ?? part.fallback) : undefined;
    pushPart(parts, value ?? part);
  }
  return withGlob(template.source, parts);
}

function withGlob(source: string, parts: readonly (GlobPart | Variable)[]): Template {
  return parts.some(isVariable) ? { source, parts } : { source, parts, glob: parts as readonly GlobPart[] };
}

function isVariable(part: GlobPart | Variable): part is Variable {
  return typeof part === "object";
}
