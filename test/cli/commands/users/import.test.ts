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
  it("adds users from CSV behind those that are there; who has no password gets a secret on standard output", async () => {
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
      "something that is no PBKDF2 hash",
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

  it("writes generated secrets to a new file for its owner alone", async () => {
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
      /^error: `--secrets-out` must name a file that does not exist yet, got: ".*secrets\.csv"\. Choose another name, or go on with the import that wrote it: --skip-existing\.\n$/,
    );
    expect(project.read("secrets.csv")).toBe("mine");
    expect(project.users()).toHaveLength(1);
  });

  it("changes nothing if the secrets cannot be written", async () => {
    project.write("fleet.csv", "name,group\na,sensors\n");
    const { code, stderr } = await importUsers(["fleet.csv", "--secrets-out", "nowhere/secrets.csv"]);
    expect(code).toBe(2);
    expect(stderr).toBe(
      "error: `--secrets-out` must name a file that can be written, got: ENOENT. Check the folder's permissions and the space on the disk.\n",
    );
    expect(project.users()).toHaveLength(1);
  });

  it("reports every problem by its line, shows no password, and changes nothing", async () => {
    project.write(
      "fleet.csv",
      [
        "name,group,password,expiresAt,disabled",
        "a/b,sensors,,,",
        "old,sensors,,,",
        "c,sensrs,geheim7,someday,maybe",
        'd,,"a longer secret",,',
        "e,sensors,,,,,of a further column",
        "c,sensors,,,",
      ].join("\n"),
    );
    const { code, stdout, stderr } = await importUsers(["fleet.csv"]);
    expect([code, stdout]).toEqual([2, ""]);
    expect(stderr.trimEnd().split("\n")).toEqual(
      [
        '`fleet.csv line 2: name` must be 1 to 128 of A-Z a-z 0-9 . _ : @ -, starting with a letter or digit, got: "a/b". Rename the user.',
        '`fleet.csv line 3: name` must be different from every other user\'s, got: "old". users.json has that user already; --skip-existing leaves such lines out, --update changes such users to what their lines say.',
        '`fleet.csv line 4: expiresAt` must be a time in UTC, got: "someday". Write it like 2027-01-31, 2027-01-31T12:00:00Z or 30d (h, d, w).',
        '`fleet.csv line 4: disabled` must be true or false, got: "maybe". true refuses the user\'s logins.',
        '`fleet.csv line 4: group` must be a group of the configuration, got: "sensrs". Did you mean "sensors"? Known: "sensors", "printers".',
        "`fleet.csv line 4: password` must be at least 8 characters, better 12, got: 7 (not shown). Choose a longer one, or leave it out for a generated secret.",
        "`fleet.csv line 5: group` must be given, got: nothing. Add a column group, or give --group for all.",
        "`fleet.csv line 6: column 7` must be empty, since the first line names 5 columns, got: 19 characters (not shown). Put a field that holds , in quotes, or name the column.",
        '`fleet.csv line 7: name` must be different from every other user\'s, got: "c". Line 4 has that name already; remove one of the two.',
      ].map((line) => `error: ${line}`),
    );
    expect(project.users()).toEqual([aUser({ name: "old" })]);
  });

  it.each([
    [
      "x.csv",
      "",
      "`x.csv` must hold users, got: an empty file. Write a first line like: name,group,password,expiresAt,disabled,note",
    ],
    [
      "x.csv",
      "a,b\nc,d",
      '`x.csv line 1` must name the columns, "name" among them, separated by commas, semicolons or tabs, got: 2 others. Write a first line like: name,group,password,expiresAt,disabled,note',
    ],
    [
      "x.csv",
      "name,grup\n",
      '`x.csv line 1` must name known columns only, got: "grup". Did you mean "group"? Known: "name", "group", "password", "expiresAt", "disabled", "note".',
    ],
    ["x.csv", "name,name\n", '`x.csv line 1` must name every column once, got: "name". Remove one of the two.'],
    [
      "x.csv",
      'name,note\na,"x\nb,y',
      '`x.csv line 2: note` must close the quote it opens, got: an open one. Close it, and write a quote inside a quoted field twice: "say ""hi""".',
    ],
    [
      "x.csv",
      'name,group,password\na,sensors, "my secret pw"\n',
      '`x.csv line 2: password` must have quotes around the whole field or nowhere in it, got: a quote inside a field that does not begin with one. Put the whole field in quotes, without a blank before them, and write a quote inside it twice: "say ""hi""".',
    ],
    [
      "x.csv",
      'name,group,password\na,sensors,"my secret"pw1\n',
      '`x.csv line 2: password` must end with its closing quote, got: text after it. Write a quote inside a quoted field twice: "say ""hi""".',
    ],
    [
      "x.csv",
      'na"me,group\na,sensors\n',
      '`x.csv line 1: column 1` must have quotes around the whole field or nowhere in it, got: a quote inside a field that does not begin with one. Put the whole field in quotes, without a blank before them, and write a quote inside it twice: "say ""hi""".',
    ],
    [
      "x.csv",
      "name,,group\na,,sensors\n",
      '`x.csv line 1` must name known columns only, got: "". A column without a name may only stand at the end.',
    ],
    [
      "x.csv",
      "name,group,password\na,sensors,\uFEFFa good password\n",
      "`x.csv line 2: password` must begin with something else than a byte order mark, got: 18 bytes (not shown). No device sends one: take it away, or save the file as UTF-8 without it.",
    ],
    [
      "x.json",
      '{"users":[\n{"name":"a",}]}',
      "`x.json line 2, column 13` must be valid JSON, got: a place where the name of a field in quotation marks is missing, perhaps after one comma too many. Mend it there.",
    ],
    [
      "x.json",
      "",
      '`x.json` must be valid JSON, got: an empty file. Write it like { "users": [{ "name": "printer-7", "group": "printers" }] }.',
    ],
    [
      "x.json",
      '{"users":[],\n"user":[{}]}',
      '`x.json` must hold known fields only, got: "user". Did you mean "users"? Known: "$schema", "users".',
    ],
    [
      "x.json",
      '[{"name":"a",\n"group":"sensors","group":"printers"}]',
      '`x.json line 2, column 19` must name every field once, got: "group". It is there already, a little further up; remove one of the two.',
    ],
    [
      "x.json",
      '[{"name":"a","group":"sensors","password":"12345678\\ud800"}]',
      "`x.json line 1: password` must be text that can be written as UTF-8, got: half a character (not shown). Write the whole character, or leave it out for a generated secret.",
    ],
    [
      "x.json",
      "{}",
      '`x.json` must hold a list of users, got: none. Write it like { "users": [{ "name": "printer-7", "group": "printers" }] }.',
    ],
    [
      "x.json",
      '[\n\n"a"]',
      '`x.json line 3` must be a user, got: a string. Write it like { "users": [{ "name": "printer-7", "group": "printers" }] }.',
    ],
    [
      "x.json",
      '[{},\n{"nam":"a"}]',
      '`x.json line 2` must hold known fields only, got: "nam". Did you mean "name"? Known: "name", "group", "secrets", "expiresAt", "disabled", "retireFirstAt", "rotatedAt", "note", "password".',
    ],
    [
      "x.json",
      '[{"name":"a","group":"sensors",\n"secrets":["geheim"]}]',
      "`x.json line 1: secrets` must be a list of at most two whole PHC strings, without a password beside it, got: something else (not shown). users export --format json --with-hashes writes them.",
    ],
    [
      "x.json",
      '[{"name":"a","group":"sensors","password":12345678}]',
      "`x.json line 1: password` must be text, got: a number. Leave it out for a generated secret.",
    ],
    [
      "x.json",
      '[{"group":"sensors"}]',
      "`x.json line 1: name` must be given, got: nothing. Every user has a login name.",
    ],
  ])("refuses %s with %j", async (name, content, message) => {
    project.write(name, content);
    expect(await importUsers([name])).toEqual({ code: 2, stdout: "", stderr: `error: ${message}\n` });
  });

  it.each([
    [
      ["passwd"],
      '`--format` must be given for a file whose name ends in neither .csv nor .json, got: "passwd". Choices: csv, json, mosquitto.',
    ],
    [["no.csv"], '`FILE` must be a file that can be read, got: "no.csv" (ENOENT). Check its path.'],
  ])("refuses %j", async (argv, message) => {
    expect(await importUsers(argv)).toEqual({ code: 2, stdout: "", stderr: `error: ${message}\n` });
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

  it("takes no file for a password file in which no line has a colon", async () => {
    const { code, stderr } = await importUsers(["-", "--format", "mosquitto", "--group", "sensors"], "hush\nhush\n");
    expect([code, stderr]).toEqual([
      2,
      "error: `standard input` must hold lines with a name, a colon and a hash, got: 2 lines without a colon (not shown). mosquitto_passwd writes such lines.\n",
    ]);
  });

  it.each([
    ["other bytes", Buffer.from("näme", "latin1"), "other bytes"],
    [
      "UTF-16 that does not say so",
      Buffer.from("name", "utf16le"),
      "text with NUL bytes, as UTF-16 without a byte order mark has them",
    ],
  ])("takes no %s", async (_, bytes, got) => {
    const { stderr } = await importUsers(["-", "--format", "csv"], bytes);
    expect(stderr).toBe(`error: standard input must be UTF-8 text, got: ${got}. Save it as UTF-8.\n`);
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
