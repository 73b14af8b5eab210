import type { RequestContext } from "../context";
import { conditionsHold, type Statement } from "../parsing/statement";
import { ResourceIndex } from "./resource-index";

/** The statements about one action, indexed by resource. */
export class ActionIndex {
  /** Whether the decision may differ between two equal requests of one connection. */
  readonly volatile: boolean;
  readonly #deny: EffectIndex;
  readonly #allow: EffectIndex;

  constructor(statements: readonly Statement[]) {
    this.volatile = statements.some((statement) => statement.volatile);
    this.#deny = new EffectIndex(statements.filter(({ effect }) => effect === "Deny"));
    // Stryker disable next-line MethodExpression,ConditionalExpression: a Deny that applies was found before an Allow
    // is looked for.
    this.#allow = new EffectIndex(statements.filter(({ effect }) => effect === "Allow"));
  }

  /** The first Deny that applies, else the first Allow, else undefined. */
  deciding(resource: string, context: RequestContext): Statement | undefined {
    return this.#deny.first(resource, context) ?? this.#allow.first(resource, context);
  }
}

/** Statements of one action and effect. */
class EffectIndex {
  // Stryker disable next-line ObjectLiteral,BooleanLiteral: what is shadowed never decides, and only takes room.
  readonly #listed = new ResourceIndex({ keepShadowed: false });
  /** Statements with NotResource, and the index of the resources that they exclude. */
  readonly #excepting: readonly Statement[];
  readonly #excepted = new ResourceIndex({ keepShadowed: true });

  constructor(statements: readonly Statement[]) {
    this.#excepting = statements.filter(({ exceptResources }) => exceptResources);
    for (const statement of statements) (statement.exceptResources ? this.#excepted : this.#listed).add(statement);
  }

  /** The first statement, in the order of the documents, whose resource matches and whose conditions hold. */
  first(resource: string, context: RequestContext): Statement | undefined {
    let first: Statement | undefined;
    for (const statement of this.#listed.matching(resource, context)) {
      // Stryker disable next-line EqualityOperator: two of one order are the same statement, found twice.
      const earlier = first === undefined || statement.order < first.order;
      if (earlier && conditionsHold(statement, context)) first = statement;
    }
    return this.#firstExcepting(resource, context, first?.order ?? Number.POSITIVE_INFINITY) ?? first;
  }

  #firstExcepting(resource: string, context: RequestContext, before: number): Statement | undefined {
    // Stryker disable next-line ConditionalExpression: only spares work.
    if (this.#excepting.length === 0) return undefined;
    const left = new Set(this.#excepted.matching(resource, context));
    for (const statement of this.#excepting) {
      // Stryker disable next-line EqualityOperator: the one before has its order to itself.
      if (statement.order > before) return undefined;
      if (!left.has(statement) && conditionsHold(statement, context)) return statement;
    }
    return undefined;
  }
}
