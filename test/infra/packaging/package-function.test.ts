import { execFileSync } from "node:child_process";
import { createHash, randomBytes } from "node:crypto";
import { chmodSync, cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { type PackageInput, packageFunction } from "../../../infra/packaging/package-function";
import { PACKAGE_FILES } from "../../../lambda/contract";
import { unpackFunction } from "../../../local/functions/function-code";

const PROJECT = resolve(__dirname, "../../..");
const INPUT = {
  entry: "lambda/entries/bundled.ts",
  access: { format: 1, groups: {}, refusalWork: {} },
  users: 'printer-7\t{"g":"printers","s":[]}\n',
} as const satisfies PackageInput;
const IN_TABLE: PackageInput = {
  entry: "lambda/entries/dynamodb.ts",
  access: { ...INPUT.access, table: "cloudprnt-users" },
};

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "iot-auth-package-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const cache = (): string => join(folder, "cache");

/** Copies the sources of the zip into another folder. */
function checkout(name: string): string {
  const target = join(folder, name);
  cpSync(join(PROJECT, "lambda"), join(target, "lambda"), { recursive: true });
  return target;
}

describe("the function's zip", () => {
  it("holds the code, the access data and the users, and has the hash that Terraform expects", async () => {
    const { file, zip, sha256 } = await packageFunction(PROJECT, cache(), INPUT);
    expect(readFileSync(file).equals(zip)).toBe(true);
    expect(sha256).toBe(createHash("sha256").update(zip).digest("base64"));
    for (const name of Object.values(PACKAGE_FILES)) expect(zip.includes(name)).toBe(true);
    expect(zip.includes(JSON.stringify(INPUT.access))).toBe(true);
    expect(zip.includes(INPUT.users)).toBe(true);
    expect(zip.includes("DynamoDB")).toBe(false);
  });

  it("holds the code that reads the table, and no users, if users are in a table", async () => {
    const { zip } = await packageFunction(PROJECT, cache(), IN_TABLE);
    const { directory, close } = await unpackFunction(zip);
    expect(readdirSync(directory).sort()).toEqual([PACKAGE_FILES.access, PACKAGE_FILES.code].sort());
    await close();
    expect(zip.includes(JSON.stringify(IN_TABLE.access))).toBe(true);
    expect(zip.includes("DynamoDB_20120810.GetItem")).toBe(true);
  });

  it.each([
    ["in the zip", INPUT],
    ["in a table", IN_TABLE],
  ])(
    "is the same, byte for byte, from another folder, with touched files, umask 077 and another time zone: users %s",
    async (_, input) => {
      const here = await packageFunction(PROJECT, cache(), input);
      const there = checkout("elsewhere");
      for (const name of readdirSync(join(there, "lambda"), { recursive: true, encoding: "utf8" })) {
        utimesSync(join(there, "lambda", name), 1_000_000_000, 1_000_000_000);
        if (name.endsWith(".ts")) chmodSync(join(there, "lambda", name), 0o600);
      }
      const program = `
      process.umask(0o077);
      const { packageFunction } = require(${JSON.stringify(join(PROJECT, "infra/packaging/package-function"))});
      packageFunction(${JSON.stringify(there)}, ${JSON.stringify(join(there, "cache"))}, ${JSON.stringify(input)})
        .then(({ file }) => console.log(file + " " + new Date(0).getHours()));`;
      const output = execFileSync(process.execPath, ["--import", "tsx", "-e", program], {
        cwd: PROJECT,
        env: { ...process.env, TZ: "Asia/Tokyo", NODE_OPTIONS: "" },
        encoding: "utf8",
      });
      const [file = "", hour] = output.trim().split(" ");

      expect(hour).toBe("9");
      expect(readFileSync(file).equals(here.zip)).toBe(true);
    },
  );

  it("changes with the users and with the access data in spite of the cache", async () => {
    const { refusalWork: _, ...access } = INPUT.access;
    const inputs: PackageInput[] = [
      INPUT,
      { ...INPUT, users: "" },
      { ...INPUT, access: { ...access, refusalWork: { a: 1 } } },
      IN_TABLE,
      { ...IN_TABLE, access: { ...access, refusalWork: {}, table: "other-users" } },
    ];
    const hashes = [];
    for (const input of inputs) hashes.push((await packageFunction(PROJECT, cache(), input)).sha256);
    expect(new Set(hashes).size).toBe(5);
  });

  it("changes with the code in spite of the cache", async () => {
    const project = checkout("project");
    const before = await packageFunction(project, cache(), INPUT);
    const changed = join(project, "lambda/respond.ts");
    writeFileSync(changed, `${readFileSync(changed, "utf8")}\nconsole.log("changed");\n`);
    const after = await packageFunction(project, cache(), INPUT);
    expect(after.sha256).not.toBe(before.sha256);
    expect(after.zip.includes("changed")).toBe(true);
  });

  it("has the right content even if the cache entry was overwritten", async () => {
    const project = checkout("project");
    const { file, sha256 } = await packageFunction(project, cache(), INPUT);
    writeFileSync(file, randomBytes(500));
    expect((await packageFunction(project, cache(), INPUT)).sha256).toBe(sha256);
    expect(createHash("sha256").update(readFileSync(file)).digest("base64")).toBe(sha256);
  });
});

describe("packageFunction, if the zip cannot be written", () => {
  it("names the file and the reason, and writes nothing", async () => {
    writeFileSync(cache(), "a file in the place of the folder");
    await expect(packageFunction(PROJECT, cache(), INPUT)).rejects.toThrow(
      /^`.*index\.js` must be a file that can be written, got: "ENOTDIR"\. Check the folder's permissions and the space on the disk\.$/,
    );
    expect(readFileSync(cache(), "utf8")).toBe("a file in the place of the folder");
  });
});
