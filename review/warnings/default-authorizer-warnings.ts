import { INSTANCE } from "../../infra/addresses";
import { knownChange } from "../plan/known-resources";
import type { Plan } from "../plan/plan-schema";
import type { Warning } from "../words/sentence";
import { type Sentence, say } from "../words/sentence";

/**
 * Warns of changes of the account's default authorizer, which is used for clients that name none. Terraform cannot read
 * it: its present name is known only if the plan was made with `-var=observed_default_authorizer=NAME`.
 */
export function defaultAuthorizerWarnings(plan: Plan): Warning[] {
  const release = knownChange(plan, INSTANCE.defaultRelease);
  if (isOnly(release.actions, "delete")) {
    return [
      {
        code: "default-released",
        sentence: say`This stack's authorizer is no longer the default: the default that it took over is restored if it still exists; otherwise, clients that name no authorizer can no longer log in.`,
        narrows: true,
      },
    ];
  }
  return [...givenUpAndSet(release.actions), ...setWarnings(plan)];
}

/** The step that releases the default runs when it is destroyed, also for a replacement. */
function givenUpAndSet(actions: readonly string[]): Warning[] {
  if (!actions.includes("delete")) return [];
  const sentence = say`The default authorizer is released and set again: in between, another authorizer decides about clients that name none, or they are refused.`;
  return [{ code: "default-released", sentence, narrows: true }];
}

function setWarnings(plan: Plan): Warning[] {
  const set = knownChange(plan, INSTANCE.defaultSet);
  const now = observed(plan);
  if (!set.actions.includes("create")) {
    if (set.before?.input.takeOver === true || set.after?.input.takeOver !== true) return [];
    const sentence = say`The stack may take over the default authorizer of others from now on (takeOver), when the step that sets it runs next${now}.`;
    return [{ code: "default-takeover-allowed", sentence, widens: true }];
  }
  if (set.after?.input.takeOver !== true) {
    const sentence = say`This becomes the default authorizer of the account and Region, for every client that names none${now}. The apply stops if another authorizer is the default.`;
    return [{ code: "default-set", sentence }];
  }
  const sentence = say`The default authorizer of the account and Region is taken over, regardless of who set it${now}: devices of others that name no authorizer will have to log in here.`;
  return [{ code: "default-taken-over", sentence, widens: true }];
}

/** The present default authorizer, if the plan was made with the variable that names it. */
function observed(plan: Plan): Sentence {
  const name = plan.variables?.observed_default_authorizer?.value;
  return typeof name === "string" && name !== "" ? say` (now ${name})` : [];
}

function isOnly(actions: readonly string[], action: string): boolean {
  return actions.length === 1 && actions[0] === action;
}
