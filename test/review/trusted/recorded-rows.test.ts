import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { readSynthesis } from "../../../review/trusted/synthesis";
import { type Patch, patchBetween, patched } from "../plan-patch";
import { type RecordedReplacement, type RecordedRow, recordedPlan, verdictOf } from "../recorded-plan";

const PLANS = join(__dirname, "..", "plans");
const read = (name: string) => JSON.parse(readFileSync(join(PLANS, `${name}.json`), "utf8"));
const deployed = recordedPlan("deployed");
const planOf = (patch: Patch) => patched(deployed.plan, patch) as Record<string, unknown>;

describe("Plans that Terraform made, recorded", () => {
  it.each((read("rows") as RecordedRow[]).map((row) => [row.title, row] as const))(
    "are told where this project never makes them: %s",
    (_, { says, isHarmless, patch }) => {
      const { access, text } = verdictOf({ plan: planOf(patch), synthesis: deployed.synthesis });
      expect(text).toContain(says);
      expect(access === "widens").toBe(isHarmless !== true);
    },
  );

  it("get the right verdict if they replace resources, without false alarms", () => {
    const replacements = read("replacements") as RecordedReplacement[];
    let before: { readonly plan: unknown; readonly synthesis: unknown } = {
      plan: deployed.plan,
      synthesis: deployed.synthesis.whole,
    };
    const wrong = replacements.flatMap(({ title, access, ...patches }) => {
      before = { plan: patched(before.plan, patches.plan), synthesis: patched(before.synthesis, patches.synthesis) };
      const synthesis = readSynthesis(JSON.stringify(before.synthesis));
      const found = verdictOf({ plan: before.plan as Record<string, unknown>, synthesis });
      return found.access === access && !found.text.includes("does not make") ? [] : [`${title}: ${found.text}`];
    });
    process.stdout.write(
      `Legitimate changes that replace resources: ${wrong.length} of ${replacements.length} wrong\n`,
    );
    expect(wrong).toEqual([]);
    expect(replacements.length).toBeGreaterThan(8);
  });

  it("contain no secrets, hashes of secrets or keys", () => {
    for (const file of readdirSync(PLANS)) {
      const text = readFileSync(join(PLANS, file), "utf8");
      expect(text).not.toMatch(/\$(sha256|scrypt|pbkdf2)|PRIVATE KEY|BEGIN CERTIFICATE/);
      // Texts as long as a secret or its hash must be the numbered texts of the recording.
      expect((text.match(/[A-Za-z0-9+/]{43}=/g) ?? []).filter((found) => !/^A+\d+=$/.test(found))).toEqual([]);
    }
  });
});

describe("patchBetween", () => {
  it.each([
    [
      { a: 1, b: [{ address: "x", v: 1 }, { address: "y" }] },
      { b: [{ address: "y", w: 2 }, { address: "z" }], c: null },
    ],
    [
      [1, 2, 3],
      [1, 3],
    ],
    [{ a: { b: 1 } }, { a: [1] }],
    [{ a: undefined }, {}],
    ["x", { y: 1 }],
  ])("turns %j into %j", (from, to) => {
    expect(patched(from, JSON.parse(JSON.stringify(patchBetween(from, to))))).toEqual(to);
  });
});
