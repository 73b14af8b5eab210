import { readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { stackSchema } from "../../infra/config/schema";
import { configurationDocs, documentedSettings } from "../../scripts/configuration-docs";
import { describeSettings } from "../../scripts/configuration-docs/describe-settings";
import { exampleOf } from "../../scripts/configuration-docs/render";

const ROOT = join(__dirname, "..", "..");
const PAGE = readFileSync(join(ROOT, "docs", "configuration.md"), "utf8");
const SETTINGS = documentedSettings(ROOT);

/** Keys of every object inside a JSON Schema, found by another road than the page's. */
function keysOf(node: unknown): string[] {
  if (typeof node !== "object" || node === null) return [];
  const { properties } = node as { properties?: object };
  return [...Object.keys(properties ?? {}), ...Object.values(node).flatMap(keysOf)];
}

describe("docs/configuration.md", () => {
  it("is what npm run docs writes", () => {
    expect(PAGE).toBe(configurationDocs(ROOT));
  });

  it("has every key of the schema, nested ones too", () => {
    const keys = new Set(keysOf(z.toJSONSchema(stackSchema, { io: "input" })));
    const headings = [...PAGE.matchAll(/^## `(.+)`$/gm)].map(([, path = ""]) => path.split(".").at(-1));

    expect(keys.size).toBeGreaterThan(30);
    expect([...keys].filter((key) => !headings.includes(key))).toEqual([]);
  });

  it("has no heading twice, and links to each from the table at the top", () => {
    const headings = [...PAGE.matchAll(/^## `(.+)`$/gm)].map(([, path]) => path);
    const rows = [...PAGE.matchAll(/^\| \[`(.+?)`\]\(#(.+?)\)/gm)];

    expect(new Set(headings).size).toBe(headings.length);
    expect(rows.map(([, path]) => path)).toEqual(headings);
    expect(rows.map(([, , anchor]) => anchor)).toEqual(
      rows.map(([, path]) => path?.toLowerCase().replace(/[.<>]/g, "")),
    );
  });

  it("explains every setting in the words of its docstring", () => {
    expect(SETTINGS.filter(({ docstring }) => !docstring?.summary).map(({ path }) => path)).toEqual([]);
  });
});

describe("the docstrings", () => {
  it("tell the default that the schema has, wherever that is a single value", () => {
    const told = SETTINGS.filter((setting) => ["boolean", "number", "string"].includes(typeof setting.default));

    expect(told.length).toBeGreaterThan(8);
    for (const { path, default: value, docstring } of told) {
      const word = docstring?.tags.default?.split(" (")[0];
      expect(`${path}: ${word}`).toBe(`${path}: ${JSON.stringify(value)}`);
    }
  });

  it("are read to their end, also behind an @ in code", () => {
    const broken = SETTINGS.filter(({ docstring }) => ((docstring?.summary ?? "").split("`").length - 1) % 2 === 1);
    expect(broken.map(({ path }) => path)).toEqual([]);
  });

  it("promise no default for what is required", () => {
    const promised = SETTINGS.filter(({ required, docstring }) => required && docstring?.tags.default);
    expect(promised.map(({ path }) => path)).toEqual([]);
  });

  it("give examples that the schema accepts", () => {
    const shown = SETTINGS.filter(({ path }) => !path.includes(".") && !["groups", "stages"].includes(path));

    expect(shown.length).toBeGreaterThan(7);
    for (const setting of shown) {
      const value: unknown = new Function(`return ${exampleOf(setting, SETTINGS)}`)();
      const field = stackSchema.shape[setting.path as keyof typeof stackSchema.shape];
      expect([setting.path, field.safeParse(value).error?.issues]).toEqual([setting.path, undefined]);
    }
  });
});

describe("describing a schema", () => {
  it("names the alternative in which a setting exists", () => {
    const bucket = describeSettings(stackSchema).find(({ path }) => path === "backend.bucket");
    expect(bucket).toMatchObject({ type: "text", required: true, only: 'type: "s3"' });
  });

  it("refuses a kind of setting that it has no words for, rather than leave it out", () => {
    expect(() => describeSettings(z.object({ since: z.date() }))).toThrow("of the kind date");
  });

  it("asks for an example where nothing gives one", () => {
    const [setting] = describeSettings(z.object({ nickname: z.string() }));
    expect(() => setting && exampleOf(setting, [])).toThrow("Nothing gives an example of nickname.");
  });
});
