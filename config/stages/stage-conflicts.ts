import { posix } from "node:path";
import { LOGIN_KINDS } from "../login-kinds";
import { authorizerName } from "../names/stack-names";
import type { Problem } from "../problem";
import type { ResolvedStack } from "../schema/config-schema";
import { STORE_KINDS } from "../store-kinds";

/**
 * Returns the problems of stages that would share something: a state, or, in one AWS account and Region, the default authorizer, the name of an
 * authorizer or a users table. Two stages are in different accounts only if both have an `accountId` and these differ.
 */
export function stageConflicts(stacks: readonly ResolvedStack[]): Problem[] {
  return stacks.flatMap((stack, index) =>
    stacks
      .slice(0, index)
      .flatMap((earlier) => [
        ...stateConflicts(stack, earlier),
        ...(samePlace(stack, earlier)
          ? [...placeConflicts(stack, earlier), ...storeConflicts(stack, earlier), ...loginConflicts(stack, earlier)]
          : []),
      ]),
  );
}

function samePlace(a: ResolvedStack, b: ResolvedStack): boolean {
  if (a.settings.region !== b.settings.region) return false;
  const [one, other] = [a.settings.accountId, b.settings.accountId];
  return one === undefined || other === undefined || one === other;
}

function stateConflicts(stack: ResolvedStack, earlier: ResolvedStack): Problem[] {
  const [state, other] = [chosenState(stack), chosenState(earlier)];
  if (!state || state.place !== other?.place) return [];
  return [
    {
      path: `stages.${stack.stage}.backend.${state.setting}`,
      must: "be different in every stage",
      got: state.value,
      remedy: `Stage ${earlier.stage} keeps its state there too, and each would remove what the other made; leave it out.`,
    },
  ];
}

/** Where a stack stores its state: the setting, its value, and a normalized place to compare. */
interface ChosenState {
  readonly setting: "key" | "path";
  readonly value: string;
  readonly place: string;
}

/** Returns the configured place of the state; `undefined` for the default, which differs for each stack. */
function chosenState({ stackName, settings: { backend } }: ResolvedStack): ChosenState | undefined {
  if (backend.type === "s3") {
    const { bucket, key } = backend;
    return key === undefined ? undefined : { setting: "key", value: key, place: `s3://${bucket}/${key}` };
  }
  const { path } = backend;
  return path === undefined
    ? undefined
    : { setting: "path", value: path, place: posix.join("stacks", stackName, path) };
}

function placeConflicts(stack: ResolvedStack, earlier: ResolvedStack): Problem[] {
  const problems: Problem[] = [];
  const place = `stages.${stack.stage}.authorizer`;
  const { authorizer, region } = stack.settings;
  if (authorizer.setAsDefault && earlier.settings.authorizer.setAsDefault) {
    problems.push({
      path: `${place}.setAsDefault`,
      must: "be true in one stage only for an account and Region",
      got: true,
      remedy: `Stage ${earlier.stage} sets the default of ${region} too; turn one off, or give both stages their accountId if the accounts differ.`,
    });
  }
  const name = authorizerName(stack.stackName, authorizer);
  if (name === authorizerName(earlier.stackName, earlier.settings.authorizer)) {
    problems.push({
      path: `${place}.name`,
      must: "be different in every stage of an account and Region",
      got: name,
      remedy: `Stage ${earlier.stage} uses it in ${region} too; leave it out, or give both stages their accountId if the accounts differ.`,
    });
  }
  return problems;
}

function storeConflicts(stack: ResolvedStack, earlier: ResolvedStack): readonly Problem[] {
  const { type } = stack.settings.store;
  return type === earlier.settings.store.type ? (STORE_KINDS[type].conflicts?.(stack, earlier) ?? []) : [];
}

function loginConflicts(stack: ResolvedStack, earlier: ResolvedStack): readonly Problem[] {
  const ofBoth = Object.values(LOGIN_KINDS).filter(({ isOn }) => isOn(stack.settings) && isOn(earlier.settings));
  return ofBoth.flatMap(({ conflicts }) => conflicts?.(stack, earlier) ?? []);
}
