import type { PlannedResources } from "../plan/planned-resources";
import type { Review } from "../review-plan";
import { describeDifferences } from "../warnings/not-made-here";
import { describeGroups } from "./describe-groups";
import { describeDevices, describeUsers } from "./describe-users";
import { type Block, type Sentence, say } from "./sentence";

const VERDICT: Readonly<Record<Review["access"], string>> = {
  widens: "access widens",
  narrows: "access narrows",
  unchanged: "access stays as it is",
};

/** Describes a review: the verdict first, then the warnings and changes, the resources last. */
export function describeReview(review: Review): Block[] {
  const { warnings, resources } = review;
  return [
    { kind: "title", sentence: say`${review.stack}: ${[VERDICT[review.access]]}` },
    { kind: "paragraph", sentence: summary(review) },
    ...section(
      "Warnings",
      warnings.map((warning) => warning.sentence),
    ),
    ...section("What this project does not make", describeDifferences(review.differences)),
    ...section("Who gains or loses access", describeUsers(review)),
    ...section("Which devices with certificates gain or lose access", describeDevices(review.devices)),
    ...section("What groups may do", describeGroups(review.groups)),
    ...section("Resources", resourceItems(resources), true),
    ...(review.planFile
      ? [{ kind: "paragraph", sentence: say`Plan file: SHA-256 ${review.planFile.sha256}` } as const]
      : []),
  ];
}

function section(title: string, items: readonly Sentence[], folded = false): Block[] {
  return items.length === 0 ? [] : [{ kind: "section", title, items, ...(folded ? { folded: true } : {}) }];
}

const VERBS: Readonly<Record<keyof PlannedResources, string>> = {
  add: "add",
  change: "change",
  replace: "replace",
  destroy: "destroy",
  forget: "forget",
};

function kinds(resources: PlannedResources): [verb: string, addresses: readonly string[]][] {
  return (Object.keys(VERBS) as (keyof PlannedResources)[]).map((kind) => [VERBS[kind], resources[kind]]);
}

function summary({ resources }: Review): Sentence {
  const planned = kinds(resources).filter(([, addresses]) => addresses.length > 0);
  if (planned.length === 0) return ["No changes."];
  const counts = planned.map(([verb, addresses]) => `${addresses.length} to ${verb}`).join(", ");
  return [`Resources: ${counts}.`];
}

function resourceItems(resources: PlannedResources): Sentence[] {
  return kinds(resources).flatMap(([verb, addresses]) => addresses.map((address) => say`${[verb]} ${address}`));
}
