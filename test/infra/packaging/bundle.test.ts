import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { builtinModules } from "node:module";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { bundle } from "../../../infra/packaging/bundle";

const PROJECT = resolve(__dirname, "../../..");

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "iot-auth-bundle-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const BUNDLED = "lambda/entries/bundled.ts";
const DYNAMODB = "lambda/entries/dynamodb.ts";

describe("the handler of a stack whose users are in the zip", () => {
  it("holds at most 12 kB", async () => {
    const { code } = await bundle(PROJECT, BUNDLED);
    expect(code.length).toBeLessThanOrEqual(12_000);
  });

  it("contains only files of lambda/, and no package", async () => {
    const { inputs } = await bundle(PROJECT, BUNDLED);
    expect(inputs).toContain("lambda/handler.ts");
    expect(inputs.filter((input) => !input.startsWith("lambda/"))).toEqual([]);
  });

  it("contains no code for DynamoDB", async () => {
    const { code, inputs } = await bundle(PROJECT, BUNDLED);
    expect(inputs.filter((input) => /dynamodb/i.test(input))).toEqual([]);
    expect(code.toString()).not.toMatch(/dynamodb/i);
  });
});

describe("the handler of a stack whose users are in a table", () => {
  it("holds at most 16 kB, without AWS SDK or any other package", async () => {
    const { code, inputs } = await bundle(PROJECT, DYNAMODB);
    expect(code.length).toBeLessThanOrEqual(16_000);
    expect(inputs.filter((input) => !input.startsWith("lambda/"))).toEqual([]);
  });

  it("does not use fetch, which takes longer to load than the rest of a login", async () => {
    const { code } = await bundle(PROJECT, DYNAMODB);
    expect(code.toString()).not.toMatch(/\b(fetch\(|new (Headers|Request|Response)\b)/);
  });

  it("contains no code for users in the zip", async () => {
    const { code } = await bundle(PROJECT, DYNAMODB);
    expect(code.toString()).not.toContain("lastIndexOf(");
  });
});

describe.each([BUNDLED, DYNAMODB])("the bundle of %s", (entry) => {
  it("requires only modules of Node.js", async () => {
    const { code } = await bundle(PROJECT, entry);
    const required = [...code.toString().matchAll(/\brequire\(([^)]*)\)/g)].map(([, what = ""]) => what);
    expect(required.length).toBeGreaterThan(0);
    for (const what of required) expect(builtinModules.map((name) => `"node:${name}"`)).toContain(what);
  });
});

describe("bundle", () => {
  it("gives the same bytes in another folder", async () => {
    cpSync(join(PROJECT, "lambda"), join(folder, "lambda"), { recursive: true });
    const [here, there] = await Promise.all([bundle(PROJECT, BUNDLED), bundle(folder, BUNDLED)]);
    expect(there).toEqual(here);
  });

  it("ignores a tsconfig.json in a folder above", async () => {
    cpSync(join(PROJECT, "lambda"), join(folder, "project/lambda"), { recursive: true });
    const options = { target: "ES5", useDefineForClassFields: false, strict: false, jsx: "react", baseUrl: "." };
    writeFileSync(join(folder, "tsconfig.json"), JSON.stringify({ compilerOptions: options }));
    const [here, there] = await Promise.all([bundle(PROJECT, BUNDLED), bundle(join(folder, "project"), BUNDLED)]);
    expect(there.code.equals(here.code)).toBe(true);
  });

  it("names file and line of a source that does not parse", async () => {
    mkdirSync(join(folder, "lambda"));
    writeFileSync(join(folder, "lambda/handler.ts"), "export const a = 1;\nexport const = 2;\n");
    await expect(bundle(folder, "lambda/handler.ts")).rejects.toThrow(/lambda\/handler\.ts:2:\d+: ERROR/);
  });
});
