import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

import { CERTIFICATE_TYPES } from "../../../review/types/certificate-types";

const ROOT = join(__dirname, "..", "..", "..");
const FOLDER = join(ROOT, "review", "warnings");
/** Codes of all warnings in the sources. */
const CODES = new Set([
  ...readdirSync(FOLDER).flatMap((name) =>
    [...readFileSync(join(FOLDER, name), "utf8").matchAll(/code: "([a-z-]+)"/g)].map(([, code]) => code),
  ),
  ...Object.values(CERTIFICATE_TYPES).flatMap(({ effects = {} }) => Object.values(effects).map(({ code }) => code)),
]);

describe("docs/plan-review.md", () => {
  it("documents every warning, and no other", () => {
    const [, section = ""] = readFileSync(join(ROOT, "docs", "plan-review.md"), "utf8").split("\n## Warnings\n");
    const rows = section.split("\n").filter((line) => line.startsWith("| `"));
    const documented = rows.flatMap((row) => [...(row.split(" | ")[0] ?? "").matchAll(/`([a-z-]+)`/g)]);
    expect(documented.map(([, code]) => code).sort()).toEqual([...CODES].sort());
    expect(CODES.size).toBeGreaterThan(40);
  });
});
