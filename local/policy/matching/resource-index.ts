import type { RequestContext } from "../context";
import type { Statement } from "../parsing/statement";
import { resolveTemplate, type Template } from "../parsing/template";
import { ANY_RUN, type GlobPart, matchGlob } from "./match-pattern";
import { PrefixTree } from "./prefix-tree";

/** A pattern that must be compared with each resource, because it has a wildcard or a variable before its end. */
interface Trial {
  readonly statement: Statement;
  readonly template: Template;
}

/** Patterns that share the text before their first wildcard or variable. */
interface Branch {
  /** Statements whose pattern is this text followed by `*`. */
  readonly open: Statement[];
  /** The other patterns, by the reversed text after their last wildcard or variable. */
  trials?: PrefixTree<Trial[]>;
}

/**
 * An index of the resource patterns of many statements, so that a request is compared only with patterns that can match
 * it: literal patterns are found by their text, `prefix*` by the prefix, all others by the text at both ends. The cost
 * of a look-up depends on the length of the resource and on the number of patterns with the same text at both ends, not
 * on the number of all patterns.
 * @example
 * const index = new ResourceIndex({ keepShadowed: false });
 * index.add(statement);
 * index.matching("arn:aws:iot:us-east-1:123456789012:topic/a/b", context); // [statement]
 */
export class ResourceIndex {
  readonly #keepShadowed: boolean;
  readonly #literals = new Map<string, Statement[]>();
  readonly #branches = new PrefixTree<Branch>();

  /**
   * `keepShadowed: false` drops a statement whose pattern an earlier statement without conditions has: it can never
   * decide.
   */
  constructor({ keepShadowed }: { readonly keepShadowed: boolean }) {
    this.#keepShadowed = keepShadowed;
  }

  /** Statements must be added in the order of the documents. */
  add(statement: Statement): void {
    for (const template of statement.resources) this.#addPattern(statement, template);
  }

  /** Statements with a pattern that matches, in no particular order; one statement may appear twice. */
  matching(resource: string, context: RequestContext): readonly Statement[] {
    const found: Statement[] = [...(this.#literals.get(resource) ?? [])];
    for (const { open, trials } of this.#branches.under(resource)) {
      found.push(...open);
      for (const group of trials?.underReversed(resource) ?? []) {
        for (const { statement, template } of group) {
          const glob = resolveTemplate(template, context);
          if (glob !== undefined && matchGlob(glob, resource)) found.push(statement);
        }
      }
    }
    return found;
  }

  #addPattern(statement: Statement, template: Template): void {
    const { parts } = template;
    const head = textOf(parts[0]);
    if (parts.length === 1 && head !== "") {
      this.#push(listAt(this.#literals, head), statement);
      return;
    }
    const branch = this.#branches.at(head, () => ({ open: [] }));
    const afterHead = head === "" ? 0 : 1;
    if (parts.length === afterHead + 1 && parts[afterHead] === ANY_RUN) {
      this.#push(branch.open, statement);
      return;
    }
    branch.trials ??= new PrefixTree();
    branch.trials.at(reversed(textOf(parts.at(-1))), () => []).push({ statement, template });
  }

  #push(list: Statement[], statement: Statement): void {
    const shadowed = list.at(-1)?.conditions.length === 0;
    if (this.#keepShadowed || !shadowed) list.push(statement);
  }
}

function textOf(part: GlobPart | object | undefined): string {
  return typeof part === "string" ? part : "";
}

function listAt(lists: Map<string, Statement[]>, key: string): Statement[] {
  const list = lists.get(key) ?? [];
  lists.set(key, list);
  return list;
}

/** Reverses code units, which splits surrogate pairs: the result is only compared with other texts reversed here. */
function reversed(text: string): string {
  let backwards = "";
  for (let at = text.length - 1; at >= 0; at -= 1) backwards += text.charAt(at);
  return backwards;
}
