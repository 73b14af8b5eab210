import { type ChildProcess, spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { describeWith } from "../../../helpers/needs";
import { aUser, REPOSITORY } from "../../helpers/project";
import { type TableProject, tableProject } from "../../helpers/table-project";

const BIN = join(REPOSITORY, "cli", "bin.mjs");

describeWith(["script"], "users import to a table, on a terminal", () => {
  let project: TableProject;
  let child: ChildProcess | undefined;
  beforeEach(async () => {
    project = await tableProject([aUser({ name: "old" })]);
  });
  afterEach(async () => {
    child?.kill("SIGKILL");
    await project.close();
  });

  it("shows its progress, and removes all added users on ctrl-C", async () => {
    const lines = Array.from({ length: 10_000 }, (_, i) => `meter-${i},sensors`);
    project.write("fleet.csv", ["name,group", ...lines].join("\n"));
    const line = `${process.execPath} ${BIN} users import fleet.csv --secrets-out secrets.csv --local; echo "ended with $?"`;
    // `script` runs the command on a new terminal, to which ctrl-C is written as a byte.
    child = spawn("script", ["-qec", `sh -c '${line}'`, "/dev/null"], {
      cwd: project.folder,
      env: { ...process.env, TERM: "xterm" },
      stdio: ["pipe", "pipe", "inherit"],
    });
    let text = "";
    await new Promise<void>((resolve, reject) => {
      let typed = false;
      child?.stdout?.on("data", (chunk: Buffer) => {
        text += chunk.toString();
        if (typed || !/Adding users \[[#-]+\] \d+\/10000, about \d+ (s|min) left/.test(text)) return;
        typed = true;
        child?.stdin?.write("\u0003");
      });
      child?.on("close", () => (typed ? resolve() : reject(new Error(`no bar was shown:\n${text}`))));
    });
    expect(text).toContain("Interrupted; taking back what was added.\r\n");
    expect(text).toContain("error: Interrupted. No user was added.\r\n");
    expect(project.calls.filter((call) => call === "TransactWriteItems").length).toBeGreaterThan(1);
    expect(project.users()).toEqual([aUser({ name: "old" })]);
    expect(existsSync(join(project.folder, "secrets.csv"))).toBe(false);
  }, 60_000);
});
