import { statSync } from "node:fs";
import { join } from "node:path";
import { Verifier } from "../../../../lambda/verify/verify";
import { aUser, STORED, type TestProject, testProject } from "../../helpers/project";
import { NOW, runCli } from "../../helpers/run-cli";

/** Made by mosquitto_passwd 2.0.11 for the password `öl und wasser`. */
const MOSQUITTO_LINE =
  "meter-1:$7$101$8qiUjhnfQ0+jS2s1$SHJjJtOb4gZ72iTjXngvQJWWm+TTOYGvekpjeNbYF1ZX5NytlRTksEw9Dme60g0EU61ZWmqPZTKj4w2Kgv4aCw==";
const OTHER_HASHES = "a:$6$c2FsdA==$aGFzaA==\nb:$argon2id$v=19$m=47104\nc:plain-text\nd:$7$999999$AAAA$AAAA\n";

let project: TestProject;
beforeEach(() => {
  project = testProject({ users: [aUser({ name: "old" })] });
});
afterEach(() => project.remove());

const importUsers = (argv: readonly string[], stdin?: string | Buffer) =>
  runCli(["users", "import", ...argv], { cwd: project.folder, ...(stdin === undefined ? {} : { stdin }) });
const verify = (name: string, password: string) =>
  new Verifier({}).verify(project.users().find((user) => user.name === name)?.secrets, Buffer.from(password));

describe("users import", () => {
  it("adds users from CSV after the existing ones, and prints a secret for each user without a password", async () => {
    project.write(
      "fleet.csv",
      '\uFEFFname,password,group,note,expiresAt,disabled\r\na,a good password,sensors,"x, ""y""",30d,\r\nb,,printers,,2027-02-01,true\r\n\r\n',
    );
    const { code, stdout, stderr } = await importUsers(["fleet.csv"]);
    expect([code, stderr]).toEqual([
      0,
      "1 generated: above is the only copy of those secrets.\nAdded 2 to users.json. They can log in after: npx cdktf deploy\n",
    ]);
    expect(stdout).toMatch(/^name,secret\nb,[a-z2-7]{32}\n$/);
    expect(project.users()).toEqual([
      aUser({ name: "old" }),
      {
        name: "a",
        group: "sensors",
        note: 'x, "y"',
        expiresAt: "2027-01-31T00:00:00Z",
        secrets: [expect.any(String)],
        rotatedAt: NOW,
      },
      {
        name: "b",
        group: "printers",
        expiresAt: "2027-02-01T00:00:00Z",
        disabled: true,
        secrets: [expect.any(String)],
        rotatedAt: NOW,
      },
    ]);
    expect(await verify("a", "a good password")).toBe(true);
    expect(await verify("b", stdout.trim().split(",").at(-1) ?? "")).toBe(true);
  });

  it("adds users from JSON, with stored secrets as they are", async () => {
    project.write(
      "fleet.json",
      JSON.stringify([
        { name: "a", secrets: [STORED], rotatedAt: "2026-05-01T00:00:00Z" },
        { name: "b", group: "printers" },
      ]),
    );
    const { code, stdout } = await importUsers(["fleet.json", "--group", "sensors", "--json"]);
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toEqual({
      imported: 2,
      secrets: [{ name: "b", secret: expect.stringMatching(/^[a-z2-7]{32}$/) }],
    });
    expect(project.users().slice(1)).toEqual([
      { name: "a", group: "sensors", secrets: [STORED], rotatedAt: "2026-05-01T00:00:00Z" },
      { name: "b", group: "printers", secrets: [expect.any(String)], rotatedAt: NOW },
    ]);
  });

  it("keeps hashes of mosquitto's default kind, so that no device needs a new password", async () => {
    project.write("passwd", `# from mosquitto_passwd\n${MOSQUITTO_LINE}\n`);
    const { code, stdout } = await importUsers(["passwd", "--format", "mosquitto", "--group", "sensors"]);
    expect([code, stdout]).toEqual([0, ""]);
    expect(project.users()[1]?.secrets[0]).toMatch(/^\$pbkdf2-sha512\$i=101\$8qiUjhnfQ0\+jS2s1\$[A-Za-z0-9+/]{86}$/);
    expect(await verify("meter-1", "öl und wasser")).toBe(true);
    expect(await verify("meter-1", "wasser und öl")).toBe(false);
  });

  it("says which users of a mosquitto file need a new secret, never showing what the file holds for them", async () => {
    const { code, stdout, stderr } = await importUsers(
      ["-", "--format", "mosquitto", "--group", "sensors"],
      `${OTHER_HASHES}${MOSQUITTO_LINE}\n`,
    );
    expect([code, stdout]).toEqual([2, ""]);
    const kinds = [
      "a salted SHA-512 hash",
      "an argon2 hash",
      "something other than a PBKDF2 hash",
      "a PBKDF2 hash that is damaged or has too many iterations",
    ];
    expect(stderr.trimEnd().split("\n")).toEqual(
      kinds.map(
        (kind, index) =>
          `error: \`standard input line ${index + 1}: password\` must be a PBKDF2-SHA512 hash ($7$) to be kept, got: ${kind}. ` +
          "This user needs a new secret: --new-secrets generates one for every such user.",
      ),
    );
    expect(project.users()).toHaveLength(1);
  });

  it("generates secrets for just those users with --new-secrets", async () => {
    const { code, stdout } = await importUsers(
      ["-", "--format", "mosquitto", "--group", "sensors", "--new-secrets"],
      `${OTHER_HASHES}${MOSQUITTO_LINE}\n`,
    );
    expect(code).toBe(0);
    expect(
      stdout
        .trimEnd()
        .split("\n")
        .map((line) => line.split(",")[0]),
    ).toEqual(["name", "a", "b", "c", "d"]);
    expect(await verify("meter-1", "öl und wasser")).toBe(true);
  });

  it("writes generated secrets to a new file that only its owner can read", async () => {
    project.write("fleet.csv", "name,group\na,sensors\nb,sensors\n");
    const { code, stdout, stderr } = await importUsers(["fleet.csv", "--secrets-out", "secrets.csv"]);
    expect([code, stdout]).toEqual([0, ""]);
    expect(stderr).toContain("2 generated: in secrets.csv is the only copy of those secrets.\n");
    expect(project.read("secrets.csv")).toMatch(/^name,secret\na,[a-z2-7]{32}\nb,[a-z2-7]{32}\n$/);
    expect(statSync(join(project.folder, "secrets.csv")).mode & 0o777).toBe(0o600);
  });

  it("overwrites no file with secrets, and then changes nothing", async () => {
    project.write("secrets.csv", "mine");
    project.write("fleet.csv", "name,group\na,sensors\n");
    const { code, stderr } = await importUsers(["fleet.csv", "--secrets-out", "secrets.csv"]);
    expect(code).toBe(2);
    expect(stderr).toMatch(
      /^error: `--secrets-out` must name a file that does not exist yet, got: ".*secrets\.csv"\. Choose another name, or continue the import that wrote it: --skip-existing\.\n$/,
    );
    expect(project.read("secrets.csv")).toBe("mine");
    expect(project.users()).toHaveLength(1);
  });

  it("changes nothing if the secrets cannot be written", async () => {
    project.write("fleet.csv", "name,group\na,sensors\n");
    const { code, stderr } = await importUsers(["fleet.csv", "--secrets-out", "nowhere/secrets.csv"]);
    expect(code).toBe(2);
    expect(stderr).toMatch(
      /^error: `--secrets-out` must name a file that can be written, got: ".*nowhere\/secrets\.csv" \(ENOENT\)\. Its folder does not exist: make it first\.\n$/,
    );
    expect(project.users()).toHaveLength(1);
  });

  it("reads a password file as mosquitto does: blanks around names and hashes, and what follows a second colon left out", async () => {
    const hash = MOSQUITTO_LINE.slice("meter-1:".length);
    const lines = [
      `a:${hash} `,
      `b:${hash}\t\r`,
      `  c :${hash}`,
      `d:${hash}:more`,
      `:e::${hash}`,
      "no colon",
      "# x:y",
      "  # no user",
      " \t",
    ];
    const { code, stderr } = await importUsers(["-", "--format", "mosquitto", "--group", "sensors"], lines.join("\n"));
    expect([code, stderr]).toEqual([
      0,
      "standard input line 6: has no colon, so it is left out, as mosquitto does.\n" +
        "standard input line 4: what follows the second colon is left out, as mosquitto does.\n" +
        "Added 5 to users.json. They can log in after: npx cdktf deploy\n",
    ]);
    expect(project.users().map(({ name }) => name)).toEqual(["old", "a", "b", "c", "d", "e"]);
    for (const name of ["a", "b", "c", "d", "e"]) expect(await verify(name, "öl und wasser")).toBe(true);
  });

  it.each([
    ["semicolons", Buffer.from("\uFEFFname;group;disabled;note\r\na1;sensors;TRUE;x,y\r\na2;sensors;FALSE;\r\n")],
    [
      "a line for Excel",
      Buffer.from("sep=;\r\nname;group;disabled;note\r\na1;sensors;TRUE;x,y\r\na2;sensors;FALSE;\r\n"),
    ],
    [
      "Excel's Unicode text",
      Buffer.from(
        '\uFEFFName\tGroup\tDisabled\tNote\r\na1\tsensors\tTRUE\t"x,y"\r\na2\tsensors\tFALSE\t\r\n',
        "utf16le",
      ),
    ],
    [
      "empty rows and columns",
      Buffer.from('name,group,disabled,note,,\n,,,,,\na1,sensors,true,"x,y",,\n\na2,sensors,false\n , ,,,,\n'),
    ],
  ])("reads what spreadsheets write: %s", async (_, bytes) => {
    const { code, stderr } = await importUsers(["-", "--format", "csv"], bytes);
    expect([code, stderr.split("\n")[1]]).toEqual([
      0,
      "Added 2 to users.json. They can log in after: npx cdktf deploy",
    ]);
    expect(project.users().slice(1)).toMatchObject([
      { name: "a1", group: "sensors", disabled: true, note: "x,y" },
      { name: "a2", group: "sensors", disabled: false },
    ]);
  });

  it("adds 10,000 users in seconds", async () => {
    const lines = Array.from({ length: 10_000 }, (_, index) => `meter-${index},sensors`);
    project.write("fleet.csv", ["name,group", ...lines].join("\n"));
    const begin = Date.now();
    const { code, stdout } = await importUsers(["fleet.csv"]);
    expect(Date.now() - begin).toBeLessThan(10_000);
    expect(code).toBe(0);
    expect(project.users()).toHaveLength(10_001);
    expect(new Set(stdout.trimEnd().split("\n")).size).toBe(10_001);
  });
});
