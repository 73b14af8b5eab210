import { Verifier } from "../../../../lambda/verify/verify";
import { keyboard } from "../../helpers/interrupt";
import { aUser, STORED, STORED_TOO } from "../../helpers/project";
import { NOW, runCli } from "../../helpers/run-cli";
import { TABLE_LABEL, type TableProject, tableProject } from "../../helpers/table-project";

const MOSQUITTO = `$pbkdf2-sha512$i=101$${"A".repeat(16)}$${"B".repeat(86)}`;

let project: TableProject;
const start = async (...args: Parameters<typeof tableProject>) => {
  project = await tableProject(...args);
};
afterEach(() => project.close());

const users = (argv: readonly string[]) => runCli(["users", ...argv, "--local"], { cwd: project.folder });

describe("users import, to a table", () => {
  const fleet = (count: number) =>
    ["name,group", ...Array.from({ length: count }, (_, i) => `meter-${i},sensors`)].join("\n");

  it("adds ten thousand with their secrets in a file, all different", async () => {
    await start([aUser({ name: "old" })]);
    project.write("fleet.csv", fleet(10_000));
    const { code, stdout, stderr } = await users(["import", "fleet.csv", "--secrets-out", "secrets.csv"]);
    expect([code, stdout, stderr]).toEqual([
      0,
      "",
      "10000 generated: in secrets.csv is the only copy of those secrets.\n" +
        `Added 10000 to ${TABLE_LABEL}. They can log in now, if their groups are deployed.\n`,
    ]);
    const lines = project.read("secrets.csv").trimEnd().split("\n").slice(1);
    expect(new Set(lines.map((line) => line.split(",")[1])).size).toBe(10_000);
    expect(project.users()).toHaveLength(10_001);
    const [name, secret = ""] = lines[5000]?.split(",") ?? [];
    const user = project.users().find((one) => one.name === name);
    expect(await new Verifier({}).verify(user?.secrets, Buffer.from(secret))).toBe(true);
    expect(`${stdout}${stderr}`).not.toMatch(/[a-z2-7]{32}|\$sha256/);
  });

  it("imports a whole users file with its hashes", async () => {
    await start([], "chosenPasswords: true");
    const moved = [
      aUser({ name: "a", secrets: [STORED, STORED_TOO], retireFirstAt: "2026-05-01T00:00:00Z", rotatedAt: NOW }),
      aUser({ name: "b", disabled: true, expiresAt: "2026-12-01T00:00:00Z", note: "expired long ago" }),
    ];
    project.write("users.json", JSON.stringify({ $schema: "./schemas/users.schema.json", users: moved }));
    const { code, stdout } = await users(["import", "users.json"]);
    expect([code, stdout]).toEqual([0, ""]);
    expect(project.users()).toEqual(moved);
  });

  it("refuses hashes whose cost refusals would not have, and generates secrets for those users if asked to", async () => {
    await start([], "chosenPasswords: true");
    const rows = [
      aUser({ name: "a", secrets: [STORED_TOO] }),
      aUser({ name: "b", secrets: [STORED, MOSQUITTO], retireFirstAt: "2027-05-01T00:00:00Z" }),
    ];
    project.write("users.json", JSON.stringify(rows, null, 1));
    const refused = await users(["import", "users.json"]);
    expect([refused.code, project.users()]).toEqual([2, []]);
    expect(refused.stderr).toMatch(
      /^error: `users\.json line \d+: secrets` must be hashes that iot-auth made, to be kept in a table, got: a hash of another kind or with other parameters \(not shown\)\. The time to check it would reveal which users exist\. --new-secrets generates a secret for every such user\.\n$/,
    );
    const { code, stdout } = await users(["import", "users.json", "--new-secrets"]);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^name,secret\nb,[a-z2-7]{32}\n$/);
    const [a, b] = project.users();
    expect(a).toEqual(rows[0]);
    expect(b).toEqual({ name: "b", group: "sensors", secrets: [expect.stringMatching(/^\$sha256/)], rotatedAt: NOW });
  });

  it.each([
    ["a password's hash", JSON.stringify([aUser({ secrets: [STORED_TOO] })]), "must be hashes of generated secrets"],
    [
      "a password",
      JSON.stringify([{ name: "a", group: "sensors", password: "a good password" }]),
      "must be for a store",
    ],
  ])("refuses %s where the stack does not say so", async (_, text, message) => {
    await start();
    project.write("fleet.json", text);
    const { code, stderr } = await users(["import", "fleet.json"]);
    expect([code, project.users()]).toEqual([2, []]);
    expect(stderr).toContain(message);
    expect(stderr).not.toMatch(/good password|CCCC/);
  });

  it("refuses existing names, by their lines, before anything is written", async () => {
    await start([aUser({ name: "meter-150" })]);
    project.write("fleet.csv", fleet(300));
    const { code, stderr } = await users(["import", "fleet.csv", "--secrets-out", "secrets.csv"]);
    expect([code, project.users().length]).toEqual([2, 1]);
    expect(stderr).toContain("`fleet.csv line 152: name` must be different from every other user's");
    expect(project.calls).not.toContain("TransactWriteItems");
    expect(() => project.read("secrets.csv")).toThrow("ENOENT");
  });

  it("is undone by ctrl-C, including the file of secrets", async () => {
    await start([aUser({ name: "old" })]);
    project.write("fleet.csv", fleet(2000));
    const keys = keyboard();
    let writes = 0;
    project.intercept = (operation) => {
      if (operation === "TransactWriteItems" && ++writes === 8) keys.pressCtrlC();
      return "pass";
    };
    const { code, stdout, stderr } = await users(["import", "fleet.csv", "--secrets-out", "secrets.csv"]);
    expect([code, stdout, stderr]).toEqual([
      130,
      "",
      "Interrupted; taking back what was added.\nerror: Interrupted. No user was added.\n",
    ]);
    expect(project.users()).toEqual([aUser({ name: "old" })]);
    expect(() => project.read("secrets.csv")).toThrow("ENOENT");
  });

  it("is undone if AWS denies a call halfway", async () => {
    await start();
    project.write("fleet.csv", fleet(1000));
    let writes = 0;
    project.intercept = (operation) =>
      operation === "TransactWriteItems" && ++writes === 6
        ? { status: 400, errorType: "AccessDeniedException", message: "not authorized" }
        : "pass";
    const { code, stderr } = await users(["import", "fleet.csv"]);
    expect(code).toBe(6);
    expect(stderr).toBe(
      "error: Your identity must be allowed dynamodb:PutItem on arn:aws:dynamodb:eu-west-1:123456789012:table/fleet-users, " +
        "got: AccessDeniedException: not authorized. Ask for that permission, or use another profile. No user was added.\n",
    );
    expect(project.users()).toEqual([]);
  });

  it("names the lines that were added, and keeps their secrets, if undoing fails as well", async () => {
    await start();
    project.write("fleet.csv", fleet(1000));
    let writes = 0;
    project.intercept = (operation) => (operation === "TransactWriteItems" && ++writes > 5 ? "drop" : "pass");
    const { code, stderr } = await users(["import", "fleet.csv", "--secrets-out", "secrets.csv"]);
    expect(code).toBe(4);
    const [, ranges = "", count] =
      /These may be in the table .* nevertheless: fleet\.csv lines ([\d, -]+) \((\d+) users\)\. The secrets generated for them are in secrets\.csv\./.exec(
        stderr,
      ) ?? [];
    const named = new Set(
      ranges.split(", ").flatMap((range) => {
        const [first = 0, last = first] = range.split("-").map(Number);
        return Array.from({ length: last - first + 1 }, (_, i) => `meter-${first + i - 2}`);
      }),
    );
    expect(named.size).toBe(Number(count));
    expect(project.users().length).toBeGreaterThan(0);
    expect(project.users().filter(({ name }) => !named.has(name))).toEqual([]);
    expect(project.read("secrets.csv").split("\n")).toHaveLength(1002);
    expect(stderr).not.toMatch(/[a-z2-7]{32}|\$sha256/);
  });
});
