import { aUser, type TestProject, testProject } from "../../helpers/project";
import { runCli } from "../../helpers/run-cli";

let project: TestProject;
beforeEach(() => {
  project = testProject({ users: [aUser({ name: "old" })] });
});
afterEach(() => project.remove());

const importUsers = (argv: readonly string[], stdin?: string | Buffer) =>
  runCli(["users", "import", ...argv], { cwd: project.folder, ...(stdin === undefined ? {} : { stdin }) });

describe("users import, of a file with problems", () => {
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
        '`fleet.csv line 4: expiresAt` must be a time in UTC, got: "someday". Write it like 2027-01-31, 2027-01-31T12:00:00Z or 30d (m for minutes, h, d, w).',
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
      "`x.csv line 2: password` must not begin with a byte order mark, got: 18 bytes (not shown). Devices do not send it: remove it, or save the file as UTF-8 without a byte order mark.",
    ],
    [
      "x.json",
      '{"users":[\n{"name":"a",}]}',
      "`x.json line 2, column 13` must be valid JSON, got: a place where the name of a field in quotation marks is missing, perhaps after one comma too many. Correct it there.",
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
      '`x.json line 2, column 19` must name every field once, got: "group". The same field occurs before; remove one of the two.',
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

  it("does not take a file without colons for a password file", async () => {
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
});
