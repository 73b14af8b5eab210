import type { IotAction } from "../actions";
import { isVolatileKey, type RequestContext } from "../context";
import type { Statement } from "../parsing/statement";
import { coversAction } from "../parsing/statement";
import { bindTemplate } from "../parsing/template";
import { ActionIndex } from "./action-index";

/**
 * All statements that apply to one client, and what is needed to find the deciding one quickly. Made by `parsePolicy`.
 * @example
 * evaluate(parsePolicy(response.policyDocuments), { action: "iot:Publish", resource: topicArn(account, "a/b"), context: {} });
 */
export class CompiledPolicy {
  readonly #byAction = new Map<IotAction, ActionIndex>();

  constructor(readonly statements: readonly Statement[]) {}

  /** The statements that speak about an action; put in order on first use, since many clients never subscribe, or never publish. */
  forAction(action: IotAction): ActionIndex {
    let index = this.#byAction.get(action);
    if (index === undefined) {
      index = new ActionIndex(this.statements.filter((statement) => coversAction(statement, action)));
      this.#byAction.set(action, index);
    }
    return index;
  }

  /** The same policy with the variables in its resources replaced by this connection's values, where those cannot change. */
  bind(context: RequestContext): CompiledPolicy {
    const hasVariables = this.statements.some(({ resources }) => resources.some(({ glob }) => glob === undefined));
    if (!hasVariables) return this;
    const isConstant = (name: string) => !isVolatileKey(name);
    return new CompiledPolicy(
      this.statements.map((statement) => ({
        ...statement,
        resources: statement.resources.map((template) => bindTemplate(template, context, isConstant)),
      })),
    );
  }
}
