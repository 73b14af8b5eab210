import { readFileSync } from "node:fs";
import { join } from "node:path";

const ROOT = join(__dirname, "..", "..");
const ENGLISH = readFileSync(join(ROOT, "README.md"), "utf8");
const JAPANESE = readFileSync(join(ROOT, "README_JP.md"), "utf8");

/** Returns the fenced blocks of a text, each with its language and the HTML comment above it. */
const blocksOf = (text: string) => text.match(/(?:<!-- .* -->\n)?^```[\s\S]*?^```$/gm) ?? [];
/** Returns the text outside of fenced blocks. */
const proseOf = (text: string) => text.replace(/^```[\s\S]*?^```$/gm, "");
const levelsOf = (text: string) => proseOf(text).match(/^#+(?= )/gm) ?? [];
const targetsOf = (text: string) => [...proseOf(text).matchAll(/\]\(([^)]+)\)/g)].map(([, target]) => target);
/** Returns the number of rows of each table, in order. */
const tablesOf = (text: string) =>
  (proseOf(text).match(/(?:^\|.*\n)+/gm) ?? []).map((table) => table.trimEnd().split("\n").length);
/** Returns the code spans, which are the same in both languages: commands, settings, files. */
const codeOf = (text: string) => [...proseOf(text).matchAll(/`([^`\n]+)`/g)].map(([, code]) => code).sort();

describe("README_JP.md", () => {
  it("is linked from the top of README.md, and links back", () => {
    expect(ENGLISH.split("\n")[0]).toMatch(/^\[[^\]]+\]\(README_JP\.md\)$/);
    expect(JAPANESE.split("\n")[0]).toMatch(/^\[[^\]]+\]\(README\.md\)$/);
  });

  it("has as many headings, with the same levels in the same order", () => {
    expect(levelsOf(JAPANESE)).toEqual(levelsOf(ENGLISH));
    expect(levelsOf(JAPANESE).length).toBeGreaterThan(5);
  });

  it("has the same commands and code, character for character", () => {
    expect(blocksOf(JAPANESE)).toEqual(blocksOf(ENGLISH));
    expect(blocksOf(JAPANESE).length).toBeGreaterThan(3);
  });

  it("links to the same places, in the same order", () => {
    expect(targetsOf(JAPANESE).slice(1)).toEqual(targetsOf(ENGLISH).slice(1));
  });

  it("has as many tables, with as many rows each", () => {
    expect(tablesOf(ENGLISH).length).toBeGreaterThan(0);
    expect(tablesOf(JAPANESE)).toEqual(tablesOf(ENGLISH));
  });

  it("names the same commands, settings and files in its text", () => {
    expect([...new Set(codeOf(JAPANESE))]).toEqual([...new Set(codeOf(ENGLISH))]);
  });

  it("has Japanese text in every paragraph", () => {
    const paragraphs = proseOf(JAPANESE)
      .split(/\n\n+/)
      .slice(2)
      .filter((paragraph) => /[a-z]/.test(paragraph.replace(/<!--.*-->/g, "")));
    expect(paragraphs.length).toBeGreaterThan(10);
    expect(paragraphs.filter((paragraph) => !/[\u3040-\u30ff]/.test(paragraph))).toEqual([]);
  });
});
