import { createHash } from "node:crypto";
import fc from "fast-check";
import { type AccessMap, accessMap } from "../../../infra/access-map";
import { verdictOf } from "../recorded-plan";
import { imaginedPlan } from "./imagined-plan";
import { type Fleet, LEGITIMATE_CHANGES, type LegitimateChange, secret, USUAL_GROUPS } from "./legitimate-changes";
import { synthesized } from "./synthesized";

/** Seed of the random cases, which is printed with the rate. */
const SEED = 20_270_101;
const CASES = 300;
/**
 * Number of cases for which the whole stack is synthesized; for the others, the access map is put into a synthesis of
 * the settings.
 */
const SYNTHESIZED_WHOLE = 6;

jest.setTimeout(180_000);

interface Case {
  readonly changes: readonly LegitimateChange[];
  /** Number of users who do not change. */
  readonly others: number;
}

const cases = fc.sample(
  fc
    .tuple(
      fc.constantFrom(...LEGITIMATE_CHANGES),
      fc.option(fc.constantFrom(...LEGITIMATE_CHANGES)),
      fc.oneof({ weight: 4, arbitrary: fc.nat({ max: 40 }) }, { weight: 1, arbitrary: fc.constant(250) }),
    )
    .filter(([one, other]) => one.of !== other?.of)
    .map(([one, other, others]): Case => ({ changes: [one, ...(other ? [other] : [])], others })),
  // The first cases are each change alone.
  { numRuns: CASES - LEGITIMATE_CHANGES.length, seed: SEED },
);
const ALONE = LEGITIMATE_CHANGES.map((change): Case => ({ changes: [change], others: 3 }));

/** Returns the right verdict for changes together, which concern different users, groups and settings. */
function deserved({ changes }: Case): LegitimateChange["access"] {
  return (
    (["widens", "narrows"] as const).find((access) => changes.some((change) => change.access === access)) ?? "unchanged"
  );
}

function fleetOf({ changes, others }: Case, when: "before" | "after"): Fleet {
  const parts = changes.map((change) => change[when]);
  const stay = Array.from({ length: others }, (_, index) => ({
    name: `other-${index}`,
    group: index % 2 === 0 ? "printers" : "few",
    secrets: [secret(100 + index)],
  }));
  return {
    users: [...stay, ...parts.flatMap(({ users = [] }) => users)],
    groups: Object.assign({}, USUAL_GROUPS, ...parts.map(({ groups }) => groups)),
    settings: Object.assign({}, ...parts.map(({ settings }) => settings)),
  };
}

/** Syntheses of settings, without users, by the settings. */
const made = new Map<string, Promise<string>>();
const CODE = { function: "00000000000000000002", defaultAuthorizer: "00000000000000000001" };

/**
 * Returns a synthesis of the fleet's settings with its access map. The package differs if the access map or the metrics
 * do.
 */
async function synthesisOf(fleet: Fleet, isWhole: boolean): Promise<string> {
  const { users, groups, settings } = fleet;
  const key = JSON.stringify(settings);
  if (!made.has(key)) made.set(key, synthesized(settings));
  const whole = JSON.parse(await (isWhole ? synthesized({ ...settings, groups }, { users }) : (made.get(key) ?? "")));
  const map: AccessMap = accessMap({ groups, users, code: CODE });
  const { terraform_data, aws_lambda_function } = whole.resource;
  if (isWhole) expect(terraform_data.access_map.triggers_replace).toEqual(JSON.parse(JSON.stringify(map)));
  terraform_data.access_map.triggers_replace = map;
  const content = JSON.stringify([map, settings.monitoring]);
  aws_lambda_function.authorizer.source_code_hash = createHash("sha256").update(content).digest("base64");
  return JSON.stringify(whole);
}

it(`${CASES} legitimate changes, alone and two at a time, get the verdict that they deserve`, async () => {
  const wrong: string[] = [];
  const count = { falseAlarms: 0, missed: 0, harmless: 0, widening: 0 };
  for (const [index, one] of [...ALONE, ...cases].entries()) {
    const isWhole = index % Math.floor(CASES / SYNTHESIZED_WHOLE) === 0;
    const [before, after] = [
      await synthesisOf(fleetOf(one, "before"), isWhole),
      await synthesisOf(fleetOf(one, "after"), isWhole),
    ];
    const expected = deserved(one);
    const { access, text } = verdictOf(imaginedPlan(before, after));
    count[expected === "widens" ? "widening" : "harmless"]++;
    if (expected !== "widens" && access === "widens") count.falseAlarms++;
    if (expected === "widens" && access !== "widens") count.missed++;
    if (access !== expected || text.includes("does not make")) {
      const titles = one.changes.map(({ title }) => title).join(" and ");
      wrong.push(`${titles}, among ${one.others} other users: ${expected} expected\n${text}`);
    }
  }
  const { falseAlarms, harmless, missed, widening } = count;
  process.stdout.write(
    `Legitimate changes: ${falseAlarms} false alarms of ${harmless} (${((100 * falseAlarms) / harmless).toFixed(1)} %), ` +
      `${missed} of ${widening} that widen access missed (seed ${SEED})\n`,
  );
  expect(wrong).toEqual([]);
  expect([falseAlarms, missed, harmless + widening]).toEqual([0, 0, CASES]);
  expect(Math.min(harmless, widening)).toBeGreaterThan(CASES / 4);
});
