import { Verifier } from "../../../../lambda/verify/verify";
import { aUser, STORED, type TestProject, testProject } from "../../helpers/project";
import { NOW, runCli } from "../../helpers/run-cli";
import { TABLE_LABEL, type TableProject, tableProject } from "../../helpers/table-project";

const OLD = aUser({ name: "old", note: "hall 1", expiresAt: "2027-06-01T00:00:00Z", disabled: true });
const EFFECT = "it takes effect with the next: npx cdktf deploy";

describe("users import, of users that are there already, in a file", () => {
  let project: TestProject;
  beforeEach(() => {
    project = testProject({ users: [OLD, aUser({ name: "other" })] });
  });
  afterEach(() => project.remove());

  const run = (...argv: string[]) => runCli(["users", "import", ...argv], { cwd: project.folder });

  it("changes them with --update to what their lines say, and adds the others", async () => {
    project.write("fleet.csv", "name,group,disabled,note\nold,printers,FALSE,\nnew,sensors,,\n");
    const { code, stdout, stderr } = await run("fleet.csv", "--update");
    expect([code, stderr]).toEqual([
      0,
      "1 generated: above is the only copy of those secrets.\n" +
        `Changed 1 in users.json; ${EFFECT}\nAdded 1 to users.json. They can log in after: npx cdktf deploy\n`,
    ]);
    expect(stdout).toMatch(/^name,secret\nnew,[a-z2-7]{32}\n$/);
    const { disabled: _, ...enabled } = OLD;
    expect(project.users()).toMatchObject([{ ...enabled, group: "printers" }, { name: "other" }, { name: "new" }]);
    expect(project.users()[0]).not.toHaveProperty("disabled");
  });

  it("needs no group for a change, and puts a password in the place of the secrets", async () => {
    project.write("fleet.csv", "name,password\nold,a good password\n");
    expect((await run("fleet.csv", "--update")).code).toBe(0);
    const [old] = project.users();
    expect(old).toEqual({ ...OLD, secrets: [expect.stringMatching(/^\$scrypt/)], rotatedAt: NOW });
    expect(await new Verifier({}).verify(old?.secrets, Buffer.from("a good password"))).toBe(true);
  });

  it("skips them with --skip-existing", async () => {
    project.write("fleet.csv", "name,group\nold,printers\nnew,sensors\n");
    const { code, stderr } = await run("fleet.csv", "--skip-existing");
    expect([code, stderr.split("\n")[1]]).toEqual([0, "Skipped 1 that exists already."]);
    expect(project.users()).toMatchObject([OLD, { name: "other" }, { name: "new" }]);
    expect((await run("fleet.csv", "--skip-existing")).stderr).toBe("Skipped 2 that exist already.\n");
  });

  it("changes no user where one line is wrong, and tells the first twenty of five thousand", async () => {
    const lines = Array.from({ length: 4_999 }, (_, i) => `u-${i},nowhere`);
    project.write("fleet.csv", ["name,group", "old,printers", ...lines].join("\n"));
    const { code, stderr } = await run("fleet.csv", "--update");
    const told = stderr.trimEnd().split("\n");
    expect([code, told.length, told[20]]).toEqual([
      2,
      21,
      "error: There are 4979 more problems of 4999. Correct these first.",
    ]);
    expect(project.users()[0]).toEqual(OLD);
  });

  it("takes either of the two options", async () => {
    expect((await run("fleet.csv", "--update", "--skip-existing")).stderr).toContain("cannot be used with option");
  });
});

describe("users import, of users that are there already, in a table", () => {
  let project: TableProject;
  beforeEach(async () => {
    project = await tableProject([OLD]);
  });
  afterEach(() => project.close());

  const run = (...argv: string[]) => runCli(["users", "import", ...argv, "--local"], { cwd: project.folder });
  const fleet = (count: number) =>
    ["name,group", ...Array.from({ length: count }, (_, i) => `m-${i},sensors`)].join("\n");
  const secretsOf = (csv: string) =>
    new Map(
      csv
        .trimEnd()
        .split("\n")
        .slice(1)
        .map((line) => line.split(",") as [string, string]),
    );

  it("continues where a killed import stopped, with the secrets in its file", async () => {
    project.write("fleet.csv", fleet(250));
    expect((await run("fleet.csv", "--secrets-out", "secrets.csv")).code).toBe(0);
    const before = project.read("secrets.csv");
    // The state after a process that was killed: the first 100 users are in the table, and all secrets are in the file.
    for (const { name } of project.users().slice(100))
      await runCli(["users", "remove", name, "--yes", "--local"], { cwd: project.folder });
    project.write("fleet.csv", `${fleet(250)}\nlate,sensors`);

    const { code, stderr } = await run("fleet.csv", "--secrets-out", "secrets.csv", "--skip-existing");
    expect([code, stderr.split("\n")[1]]).toEqual([0, "Skipped 100 that exist already."]);
    const secrets = secretsOf(project.read("secrets.csv"));
    expect(project.read("secrets.csv").startsWith(before)).toBe(true);
    expect(secrets.size).toBe(251);
    for (const user of project.users().filter(({ name }) => name !== "old")) {
      expect(await new Verifier({}).verify(user.secrets, Buffer.from(secrets.get(user.name) ?? ""))).toBe(true);
    }
  });

  it("refuses to continue with a file that has no secrets of an import", async () => {
    project.write("fleet.csv", fleet(1));
    project.write("secrets.csv", "name,note\na,b\n");
    const { code, stderr } = await run("fleet.csv", "--secrets-out", "secrets.csv", "--skip-existing");
    expect([code, stderr]).toEqual([2, expect.stringContaining("which holds something else")]);
    expect(project.read("secrets.csv")).toBe("name,note\na,b\n");
  });

  it("changes users at once with --update, and undoes all changes if one fails", async () => {
    project.write("fleet.csv", "name,group\nold,printers\nnew,sensors\n");
    let puts = 0;
    project.intercept = (operation) => {
      if (operation !== "TransactWriteItems") return "pass";
      puts += 1;
      return puts === 2 ? { status: 400, errorType: "AccessDeniedException", message: "not authorized" } : "pass";
    };
    const refused = await run("fleet.csv", "--update");
    expect(refused.code).toBe(6);
    expect(refused.stderr).toContain("No user was added or changed.");
    expect(project.users()).toEqual([OLD]);

    project.intercept = () => "pass";
    const { code, stderr } = await run("fleet.csv", "--update");
    expect([code, stderr]).toEqual([
      0,
      expect.stringContaining(`Changed 1 in ${TABLE_LABEL}; it takes effect at the next login or refresh.\n`),
    ]);
    expect(project.users().map(({ name, group }) => [name, group])).toEqual([
      ["new", "sensors"],
      ["old", "printers"],
    ]);
    expect(project.users()[1]?.secrets).toEqual([STORED]);
  });

  it("removes all users that a file names, a hundred at a time, and keeps the others", async () => {
    project.write("fleet.csv", fleet(250));
    await run("fleet.csv");
    project.calls.length = 0;
    const { code, stdout } = await runCli(["users", "remove", "--from", "fleet.csv", "--yes", "--local", "--json"], {
      cwd: project.folder,
    });
    expect([code, JSON.parse(stdout)]).toEqual([0, { removed: 250, missing: 0 }]);
    expect(project.users()).toEqual([OLD]);
    expect(project.calls.filter((operation) => operation === "TransactWriteItems")).toHaveLength(3);
  });
});
