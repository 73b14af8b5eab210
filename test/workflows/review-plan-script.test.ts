import { chmodSync, cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { run } from "../helpers/run";

/**
 * Runs scripts/review-plan.sh with replaced `npm`, `terraform` and review; `test/deploy/review-script.test.ts` has the
 * real ones.
 */
describe("scripts/review-plan.sh", () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "iot-auth-review-script-"));
    for (const name of ["scripts", "bin", "cli", "cdktf.out", "reviews"]) mkdirSync(join(folder, name));
    cpSync(join(__dirname, "..", "..", "scripts", "review-plan.sh"), join(folder, "scripts", "review-plan.sh"));
    writeFileSync(join(folder, "cdktf.out", "manifest.json"), '{"stacks":{"fleet-dev":{},"fleet-prod":{}}}');
    program("npm", "exit 0");
    program("terraform", "echo '{}'");
    writeFileSync(join(folder, "cli", "bin.mjs"), 'console.log("<!-- iot-auth review: x -->\\nreviewed");');
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const program = (name: string, script: string) => {
    writeFileSync(join(folder, "bin", name), `#!/bin/sh\n${script}\n`);
    chmodSync(join(folder, "bin", name), 0o755);
  };
  const script = () =>
    run("bash", [join(folder, "scripts", "review-plan.sh"), join(folder, "reviews")], {
      env: { PATH: [join(folder, "bin"), dirname(process.execPath), process.env.PATH].join(delimiter) },
    });
  const reviews = () =>
    Object.fromEntries(
      readdirSync(join(folder, "reviews"))
        .sort()
        .map((name) => [name, readFileSync(join(folder, "reviews", name), "utf8")]),
    );
  const REVIEWED = "<!-- iot-auth review: x -->\nreviewed\n";

  it("removes the reviews of an earlier run, and no other file", async () => {
    writeFileSync(join(folder, "reviews", "fleet-old.md"), "<!-- iot-auth review: fleet-old -->\nx");
    writeFileSync(join(folder, "reviews", "notes.md"), "notes");

    expect((await script()).code).toBe(0);
    expect(reviews()).toEqual({ "fleet-dev.md": REVIEWED, "fleet-prod.md": REVIEWED, "notes.md": "notes" });
  });

  it("has a file for each stack even if it is killed, so that no stack looks as if it had been removed", async () => {
    program("terraform", 'case "$*" in *fleet-prod*) kill -9 $PPID ;; *) echo "{}" ;; esac');

    expect((await script()).code).not.toBe(0);
    expect(reviews()).toEqual({
      "fleet-dev.md": REVIEWED,
      "fleet-prod.md": expect.stringContaining("## `fleet-prod`: no review\n"),
    });
  });

  it("keeps no part of a review that fails, and says that there is no review", async () => {
    writeFileSync(join(folder, "cli", "bin.mjs"), 'console.log("half"); process.exitCode = 2;');

    expect((await script()).code).toBe(2);
    expect(reviews()).toEqual({
      "fleet-dev.md": expect.stringContaining("## `fleet-dev`: no review\n"),
      "fleet-prod.md": expect.stringContaining("## `fleet-prod`: no review\n"),
    });
    expect(Object.values(reviews()).join("")).not.toContain("half");
  });
});
