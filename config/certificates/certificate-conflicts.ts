import type { Problem } from "../problem";
import type { ResolvedStack } from "../stages/resolved-stack";

/** Things, thing types and thing groups that two stages of one account and Region would both make: there is one of each name. */
export function certificateConflicts(stack: ResolvedStack, earlier: ResolvedStack): Problem[] {
  const [made, other] = [stack.settings.certificates, earlier.settings.certificates];
  if (made === undefined || other === undefined) return [];
  return (["things", "thingTypes", "thingGroups"] as const).flatMap((kind) =>
    Object.keys(made[kind])
      .filter((name) => Object.hasOwn(other[kind], name))
      .map((name) => ({
        path: `stages.${stack.stage}.certificates.${kind}.${name}`,
        must: "be in one stage only of an account and Region",
        got: name,
        remedy: `Stage ${earlier.stage} makes it in ${stack.settings.region} too; take it out of one, or give both stages their accountId if the accounts differ.`,
      })),
  );
}
