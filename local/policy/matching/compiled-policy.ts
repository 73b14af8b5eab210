import type { IotAction } from "../actions";
import { isVolatileKey, type RequestContext } from "../context";
import type { Statement } from "../parsing/statement";
import { coversAction } from "../parsing/statement";
import { bindTemplate } from "../parsing/template";
import { ActionIndex } from "./action-index";

/**
 * All statements that apply to one client, with indexes for finding the deciding statement. Created by `parsePolicy`.
 * @example
 * evaluate(parsePolicy(response.policyDocuments), { action: "iot:Publish", resource: topicArn(account, "a/b"), context:
 * {} });
 */
export class CompiledPolicy {
  readonly #byAction = new Map<IotAction, ActionIndex>();

  constructor(readonly statements: readonly Statement[]) {}

  /**
   * Returns the statements about an action. They are indexed on first use, since many clients never subscribe, or never
   * publish.
   */
  forAction(action: IotAction): ActionIndex {
    let index = this.#byAction.get(action);
    if (index === undefined) {
      index = new ActionIndex(this.statements.filter((statement) => coversAction(statement, action)));
      this.#byAction.set(action, index);
    }
    return index;
  }

  /**
   * Returns the policy with the variables in its resources replaced by a connection's values, except variables whose
   * value may change.
   */
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
