import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { DEFAULT_ASSUMPTIONS } from "../../local/broker/broker-assumptions";
import { DEFAULT_LIMITS } from "../../local/broker/limits";
import { OPERATIONS } from "../../local/control-plane/routes";
import { ASSUMPTION_CHOICES, type Choice } from "../../local/core/assumption-choices";
import { DYNAMODB_OPERATIONS } from "../../local/dynamodb/local-dynamodb";
import { DEFAULT_GATEWAY_LIMITS } from "../../local/gateway/gateway-limits";
import { DEFAULT_LOGIN_ASSUMPTIONS } from "../../local/login/login-assumptions";
import { OPERATORS } from "../../local/policy/conditions/operators";
import { problemsOfTests } from "./named-tests";

const ROOT = join(__dirname, "..", "..");
const DOC = readFileSync(join(ROOT, "docs", "local-versus-aws.md"), "utf8");

/** A row of a table: its cells by the name of their column. */
type Row = Readonly<Record<string, string>>;

const cellsOf = (line: string) =>
  line
    .split(/(?<!\\)\|/)
    .slice(1, -1)
    .map((cell) => cell.trim());

/** Every row of every table. */
const ROWS: readonly Row[] = DOC.split(/\n\n+/)
  .filter((block) => block.startsWith("|"))
  .flatMap((block) => {
    const [header = "", , ...lines] = block.split("\n");
    const columns = cellsOf(header);
    return lines.map((line) => Object.fromEntries(cellsOf(line).map((cell, at) => [columns[at] ?? "beyond", cell])));
  });
const rowsWith = (column: string) => ROWS.filter((row) => row[column] !== undefined);

const SUPPORT = rowsWith("Support");
const OPTIONS = rowsWith("Option");
const LIMITS = rowsWith("Limit");
/** Rows with an empty cell "Said in" are headings inside the table. */
const ASSUMPTIONS = rowsWith("Said in").filter((row) => row["Said in"] !== "");

/** Addresses of the page's link definitions, `[name]: address`, by name. */
const ADDRESSES = new Map([...DOC.matchAll(/^\[([^\]]+)\]: (\S+)$/gm)].map(([, name, address]) => [name, address]));
const AWS_PAGE =
  /^https:\/\/docs\.aws\.amazon\.com\/((iot|amazondynamodb)\/latest\/(developerguide|apireference|APIReference)|general\/latest\/gr|IAM\/latest\/UserGuide|lambda\/latest\/api)\/[\w.-]+\.html$/;

/** Returns the files below `local/` whose comments state assumptions, each with the number of assumptions. */
function filesWithAssumptions(): Map<string, number> {
  const folder = join(ROOT, "local");
  const files = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((name) => /\.(ts|cjs)$/.test(name));
  const counted = files.map((name): [string, number] => {
    const lines = readFileSync(join(folder, name), "utf8").split("\n");
    const stated = lines.filter((line) => /^\s*(\/?\*|\/\/).*\bAssumptions?[:,]/.test(line));
    return [name.replaceAll("\\", "/"), stated.length];
  });
  return new Map(counted.filter(([, count]) => count > 0));
}

describe("docs/local-versus-aws.md", () => {
  it("has tables whose rows have as many cells as their header", () => {
    expect(ROWS.length).toBeGreaterThan(200);
    expect(ROWS.filter((row) => "beyond" in row || Object.values(row)[1] === undefined)).toEqual([]);
  });

  it("says done, partial or no for every feature", () => {
    expect(SUPPORT.filter((row) => !["done", "partial", "no"].includes(row.Support ?? ""))).toEqual([]);
  });

  it("names an AWS page for every feature, and no page that it does not use", () => {
    const named = SUPPORT.map((row) => /^\[([^\]]+)\]$/.exec(row.AWS ?? "")?.[1]);
    expect(named.filter((name) => !ADDRESSES.has(name))).toEqual([]);
    expect([...ADDRESSES.keys()].filter((name) => !named.includes(name))).toEqual([]);
  });

  it.each([...ADDRESSES])("defines the link %s with the address of an AWS page", (_, address) => {
    expect(address).toMatch(AWS_PAGE);
  });

  it("names a test, by file and title, for every feature that is done or partial", () => {
    const rows = SUPPORT.filter((row) => row.Support !== "no");
    expect(rows.filter((row) => !/^`[^`]+` "/.test(row.Test ?? ""))).toEqual([]);
  });

  it("names only tests that exist", () => {
    expect(rowsWith("Test").flatMap((row) => problemsOfTests(row.Test ?? ""))).toEqual([]);
  });

  it("has every operation of the control plane", () => {
    const named = SUPPORT.map((row) => /^`(\w+)`/.exec(row.Feature ?? "")?.[1]);
    const all = [...OPERATIONS, ...DYNAMODB_OPERATIONS].map(({ name }) => name);
    expect(all.filter((name) => !named.includes(name))).toEqual([]);
  });

  it("has every condition operator", () => {
    expect([...OPERATORS.keys()].filter((name) => !DOC.includes(`\`${name}\``))).toEqual([]);
  });
});

describe("its options", () => {
  const defaultOf = (option: string) => OPTIONS.find((row) => row.Option === `\`${option}\``)?.Default;

  it("are those of the broker, with their defaults", () => {
    const documented = OPTIONS.map((row) => /^`broker\.assumptions\.(\w+)`$/.exec(row.Option ?? "")?.[1]);
    expect(documented.filter(Boolean).sort()).toEqual(Object.keys(DEFAULT_ASSUMPTIONS).sort());
    for (const [name, value] of Object.entries(DEFAULT_ASSUMPTIONS)) {
      expect([name, defaultOf(`broker.assumptions.${name}`)]).toEqual([name, `\`${value}\``]);
    }
  });

  it("are those of the control plane, with their defaults", () => {
    const source = readFileSync(join(ROOT, "local", "control-plane", "define-operation.ts"), "utf8");
    const [, body = ""] = /export interface Assumptions \{\n(.*?)\n\}\n/s.exec(source) ?? [];
    const declared = [...body.matchAll(/@default (\w+).*?readonly (\w+):/gs)].map(([, value, name]) => [name, value]);
    const documented = OPTIONS.map((row) => /^`controlPlane\.(\w+)`$/.exec(row.Option ?? "")?.[1]);
    expect(declared.length).toBeGreaterThan(3);
    expect(documented.filter(Boolean).sort()).toEqual(declared.map(([name]) => name).sort());
    for (const [name, value] of declared) expect(defaultOf(`controlPlane.${name}`)).toBe(`\`${value}\``);
  });

  it("are those of logins, with their defaults", () => {
    const documented = OPTIONS.map((row) => /^`login\.(\w+)`$/.exec(row.Option ?? "")?.[1]);
    expect(documented.filter(Boolean).sort()).toEqual(Object.keys(DEFAULT_LOGIN_ASSUMPTIONS).sort());
    for (const [name, value] of Object.entries(DEFAULT_LOGIN_ASSUMPTIONS)) {
      expect([name, defaultOf(`login.${name}`)]).toEqual([name, `\`${value}\``]);
    }
  });

  it("have the values and questions that iot-auth local prints", () => {
    const plain = (cell = "") => cell.replaceAll("`", "");
    const choices = Object.entries(ASSUMPTION_CHOICES).flatMap(([part, ofPart]) =>
      Object.entries<Choice<unknown>>(ofPart).map(([name, { values, question }]) => [
        part === "broker" ? `broker.assumptions.${name}` : `${part}.${name}`,
        ...values.map(String),
        question,
      ]),
    );
    const rows = OPTIONS.map((row) => [row.Option, row.Default, row.Other, row.Question].map(plain));
    expect(rows).toEqual(choices);
  });

  it("have in iot-auth local the defaults that the code has", () => {
    const defaults = (choices: object) =>
      Object.fromEntries(
        Object.entries<Choice<unknown>>(choices as never).map(([name, { values }]) => [name, values[0]]),
      );
    expect(defaults(ASSUMPTION_CHOICES.broker)).toEqual(DEFAULT_ASSUMPTIONS);
    expect(defaults(ASSUMPTION_CHOICES.login)).toEqual(DEFAULT_LOGIN_ASSUMPTIONS);
  });

  it("each name a test", () => {
    expect(OPTIONS.filter((row) => !/^`[^`]+` "/.test(row.Test ?? ""))).toEqual([]);
  });
});

describe("its assumptions", () => {
  it("are those that comments in local/ state: the same files, and at least as many for each file", () => {
    const stated = filesWithAssumptions();
    const told = ASSUMPTIONS.map((row) => row["Said in"]?.replaceAll("`", "") ?? "");
    expect([...new Set(told)].sort()).toEqual([...stated.keys()].sort());
    const missing = [...stated].filter(([file, count]) => told.filter((one) => one === file).length < count);
    expect(missing).toEqual([]);
  });

  it("each say what the stand-in does", () => {
    expect(ASSUMPTIONS.filter((row) => (row["The stand-in"] ?? "") === "")).toEqual([]);
  });
});

describe("its limits", () => {
  const quotas = SUPPORT.map((row) => /^`(\w+)` = ([\d,]+)/.exec(row.Feature ?? "")?.slice(1) ?? []);
  const own = LIMITS.map((row) => [row.Limit?.replaceAll("`", ""), row.Default]);
  const documented = [...quotas, ...own].filter(([name]) => name !== undefined);

  it.each([
    ["broker", DEFAULT_LIMITS],
    ["gateway", DEFAULT_GATEWAY_LIMITS],
  ])("have every limit of the %s, with its value", (_, limits) => {
    for (const [name, value] of Object.entries(limits)) {
      expect(documented).toContainEqual([name, value.toLocaleString("en-US")]);
    }
  });

  it("have no limit that the code does not have", () => {
    const known = { ...DEFAULT_LIMITS, ...DEFAULT_GATEWAY_LIMITS };
    expect(documented.filter(([name = ""]) => !(name in known))).toEqual([]);
  });
});
