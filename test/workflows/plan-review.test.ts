import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { run } from "../helpers/run";

const WORKFLOW = readFileSync(join(__dirname, "..", "..", ".github", "workflows", "plan-review.yml"), "utf8");
/** Text of each job, by the job's name. */
const JOBS = Object.fromEntries(
  WORKFLOW.slice(WORKFLOW.indexOf("\njobs:\n") + "\njobs:\n".length)
    .split(/^ {2}(?=[a-z]+:$)/m)
    .filter((text) => text !== "")
    .map((text) => [text.slice(0, text.indexOf(":")), text]),
);

/** Returns the last script of a job. */
function scriptOf(job: string): string {
  const [, text = ""] = JOBS[job]?.split("        run: |\n").slice(-2) ?? [];
  const [script = ""] = /^(?: {10}.*\n|\n)*/.exec(text) ?? [];
  return script.replace(/^ {10}/gm, "");
}

function permissionsOf(job: string): string[] {
  return [...(/ {4}permissions:\n((?: {6}.*\n)+)/.exec(JOBS[job] ?? "")?.[1] ?? "").matchAll(/[a-z-]+: [a-z]+/g)].map(
    ([text]) => text,
  );
}

describe("the workflow plan-review", () => {
  it("gives each job only the permissions it needs, and no write permission to the code of a pull request", () => {
    expect(WORKFLOW).toContain("\npermissions: {}\n");
    expect(WORKFLOW).not.toContain("pull_request_target");
    expect(Object.keys(JOBS)).toEqual(["plan", "comment", "approve", "reviewed"]);
    expect(permissionsOf("plan")).toEqual(["contents: read", "id-token: write"]);
    expect(permissionsOf("comment")).toEqual(["pull-requests: write"]);
    expect(permissionsOf("approve")).toEqual([]);
    expect(permissionsOf("reviewed")).toEqual([]);
    expect(JOBS.comment).not.toContain("actions/checkout");
  });

  it("reviews with the code of the base branch, which also finds stacks that the pull request removes", () => {
    expect(JOBS.plan).toMatch(/ref: \$\{\{ github\.event\.pull_request\.base\.sha \}\}\n {10}path: base\n/);
    expect(scriptOf("plan")).toContain("REVIEWED_CHECKOUT=$PWD base/scripts/review-plan.sh reviews base ");
  });

  it("puts no expression, and so no text of a pull request, into a script", () => {
    for (const job of ["plan", "comment", "reviewed"]) expect(scriptOf(job)).not.toContain("${{");
  });
});

describe("the check `reviewed` of the workflow plan-review", () => {
  const check = async (values: Record<string, string>) => {
    const env = { ROLE: "arn:role", IS_FORK: "false", PLAN: "success", WIDENS: "false", APPROVE: "skipped", ...values };
    return run("bash", ["--norc", "-eo", "pipefail", "-c", scriptOf("reviewed")], { env });
  };

  it("runs also if other jobs fail or are skipped, since GitHub counts a skipped check as passed", () => {
    expect(JOBS.reviewed).toContain("\n    needs: [plan, approve]\n    if: always()\n");
    const names = [...(JOBS.reviewed ?? "").matchAll(/^ {10}([A-Z_]+): \$\{\{/gm)].map(([, name]) => name);
    expect(names).toEqual(["ROLE", "IS_FORK", "PLAN", "WIDENS", "APPROVE"]);
  });

  it.each([
    ["nobody gains access", {}, "Planned, and nobody gains access.\n"],
    [
      "somebody gains access and a reviewer has approved it",
      { WIDENS: "true", APPROVE: "success" },
      "Access widens, and a reviewer has approved it.\n",
    ],
    [
      "the workflow is off",
      { ROLE: "", PLAN: "skipped", WIDENS: "" },
      "Nothing is reviewed: the repository has no variable AWS_PLAN_ROLE_ARN, see docs/plan-review.md.\n",
    ],
  ])("passes if %s", async (_, values, output) => {
    expect(await check(values)).toMatchObject({ code: 0, output });
  });

  it.each([
    ...["failure", "skipped", "cancelled", ""].map(
      (PLAN) => [{ PLAN, WIDENS: "true" }, `No plan, so it is not known who gains access (plan: ${PLAN}).\n`] as const,
    ),
    ...["failure", "skipped", "cancelled"].map(
      (APPROVE) =>
        [{ WIDENS: "true", APPROVE }, `Access widens, and nobody approved it (approve: ${APPROVE}).\n`] as const,
    ),
    [{ WIDENS: "" }, "No plan, so it is not known who gains access (plan: success).\n"] as const,
    [
      { IS_FORK: "true", ROLE: "", PLAN: "skipped", WIDENS: "" },
      "Pull requests of forks are not planned: push the branch to this repository to have it reviewed.\n",
    ] as const,
  ])("fails with %j", async (values, output) => {
    expect(await check(values)).toMatchObject({ code: 1, output });
  });
});

describe("the comments of the workflow plan-review", () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "iot-auth-comments-"));
    mkdirSync(join(folder, "reviews"));
    mkdirSync(join(folder, "bin"));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const marker = (stack: string) => `<!-- iot-auth review: ${stack} -->`;
  const comment = (id: number, body: string, login = "github-actions[bot]") => ({ id, body, user: { login } });

  /** Posts reviews, by stack, when there are these pages of comments. @returns the calls of GitHub's API */
  const post = async (reviews: Record<string, string>, ...pages: object[][]) => {
    for (const [stack, text] of Object.entries(reviews)) writeFileSync(join(folder, "reviews", `${stack}.md`), text);
    writeFileSync(join(folder, "pages.json"), JSON.stringify(pages));
    const gh = join(folder, "bin", "gh");
    writeFileSync(
      gh,
      '#!/bin/sh\ncase "$*" in *"--paginate --slurp"*) cat pages.json ;; *) echo "$*" >> calls.txt ;; esac\n',
    );
    chmodSync(gh, 0o755);
    writeFileSync(join(folder, "calls.txt"), "");
    const { code, output } = await run("bash", ["--norc", "-eo", "pipefail", "-c", scriptOf("comment")], {
      cwd: folder,
      env: {
        PATH: [join(folder, "bin"), process.env.PATH].join(delimiter),
        RUNNER_TEMP: folder,
        COMMENTS: "repos/o/r/issues/7/comments",
        ONE_COMMENT: "repos/o/r/issues/comments",
      },
    });
    return { code, output, calls: readFileSync(join(folder, "calls.txt"), "utf8").split("\n").filter(Boolean) };
  };
  const POSTED = "api --silent --method POST repos/o/r/issues/7/comments --field body=@reviews/fleet.md";

  it("posts the first review of a stack", async () => {
    expect(await post({ fleet: `${marker("fleet")}\nx` }, [])).toEqual({ code: 0, output: "", calls: [POSTED] });
  });

  it("updates the comment of each stack, also on a later page", async () => {
    const pages = [
      [comment(1, "hello", "somebody")],
      [comment(2, `${marker("fleet-dev")}\nold`), comment(3, `${marker("fleet")}\r\nold`)],
    ];
    const { calls } = await post(
      { fleet: `${marker("fleet")}\nx`, "fleet-dev": `${marker("fleet-dev")}\nx` },
      ...pages,
    );
    expect(calls).toEqual([
      "api --silent --method PATCH repos/o/r/issues/comments/2 --field body=@reviews/fleet-dev.md",
      "api --silent --method PATCH repos/o/r/issues/comments/3 --field body=@reviews/fleet.md",
    ]);
  });

  it("does not update comments of other users, or comments that only quote a marker", async () => {
    const page = [comment(1, `${marker("fleet")}\nfake`, "somebody"), comment(2, `see ${marker("fleet")}`)];
    expect((await post({ fleet: `${marker("fleet")}\nx` }, page)).calls).toEqual([POSTED]);
  });

  it("says in the comment of a stack that an earlier commit had that it was removed, and how to destroy it", async () => {
    const pages = [
      [comment(1, `${marker("fleet-prod")}\nold`, "somebody"), comment(2, `see ${marker("fleet-prod")}`)],
      [comment(3, `${marker("fleet")}\nold`), comment(4, `${marker("fleet-prod")}\r\nold`)],
      [comment(5, "<!-- iot-auth review: x/../../etc -->\nold"), { id: 6, body: marker("fleet-x"), user: null }],
    ];
    const { code, output, calls } = await post({ fleet: `${marker("fleet")}\nx` }, ...pages);
    expect({ code, output }).toEqual({ code: 0, output: "" });
    expect(calls).toEqual([
      "api --silent --method PATCH repos/o/r/issues/comments/3 --field body=@reviews/fleet.md",
      `api --silent --method PATCH repos/o/r/issues/comments/4 --field body=@${folder}/removed.md`,
    ]);
    const text = readFileSync(join(folder, "removed.md"), "utf8");
    expect(text).toMatch(/^<!-- iot-auth review: fleet-prod -->\n## `fleet-prod`: no longer in the configuration\n/);
    expect(text).toContain("\ncd cdktf.out/stacks/fleet-prod\nterraform init\nterraform destroy\n");
    expect(text).not.toContain("STACK");
  });

  it("uses the words of scripts/review-plan.sh for a removed stack", () => {
    const words = (text: string) => /removed_review\(\) \{\n.*?\n\}\n/s.exec(text)?.[0];
    const script = readFileSync(join(__dirname, "..", "..", "scripts", "review-plan.sh"), "utf8");
    expect(words(scriptOf("comment"))).toBe(words(script));
    expect(words(script)).toContain("terraform destroy");
  });

  it("fails and posts nothing if a file is not a review", async () => {
    expect(await post({ fleet: "buy now" }, [])).toEqual({
      code: 1,
      output: "reviews/fleet.md is no review\n",
      calls: [],
    });
  });
});
