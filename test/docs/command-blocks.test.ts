import { existsSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import {
  blocksIn,
  documents,
  isCommandBlock,
  OUTPUT_OF_NPM_START,
  placeOf,
  REPOSITORY,
  readDocument,
} from "./blocks/markdown-blocks";
import { NEEDS, needy } from "./blocks/needs-aws";
import { commandBlocks, RUNNERS, runnerOf } from "./blocks/runners";

const LANGUAGES = ["sh", "ts", "json", "python", "mermaid", "yaml"];
/** The marker above the diagram that test/docs/architecture.test.ts compares. */
const DIAGRAM = "npm run docs writes this diagram";
const BLOCKS = documents().flatMap((document) => blocksIn(document));
const COMMANDS = commandBlocks();
const marked = COMMANDS.filter(({ marker }) => marker !== undefined);
const unmarked = COMMANDS.filter(({ marker }) => marker === undefined);

describe("every block of commands in every document", () => {
  it("is run by a test, or has a marker that says what it needs", () => {
    const advice = (place: string) =>
      `${place}: put <!-- needs AWS --> above it, or its document into test/docs/blocks/runners.ts`;

    expect(COMMANDS.length).toBeGreaterThan(40);
    expect(unmarked.filter((block) => runnerOf(block) === undefined).map((block) => advice(placeOf(block)))).toEqual(
      [],
    );
  });

  it("that is marked has a known marker, and a command that needs what the marker names", () => {
    const wrong = marked.filter((block) => !((block.marker as string) in NEEDS) || needy(block).length === 0);
    expect(wrong.map(placeOf)).toEqual([]);
    expect(marked.length).toBeGreaterThan(5);
  });

  it("that is not marked needs no AWS, except in docs/cli.md and on a laptop, where the tests use the stand-in", () => {
    const standIn = ["docs/cli.md", "docs/deploy-on-a-laptop.md"];
    const needsAws = unmarked
      .filter(({ document }) => !standIn.includes(document))
      .filter((block) => needy(block).length > 0);
    expect(needsAws.map(placeOf)).toEqual([]);
  });

  it("has the language sh, so that editors highlight it", () => {
    expect(COMMANDS.filter(({ language }) => language !== "sh").map(placeOf)).toEqual([]);
  });
});

describe("every other block", () => {
  it("has no language, or one of LANGUAGES", () => {
    const others = BLOCKS.filter((block) => !isCommandBlock(block) && block.language !== "");
    expect(others.filter(({ language }) => !LANGUAGES.includes(language)).map(placeOf)).toEqual([]);
  });

  it("that is YAML can be parsed, and names only scripts that exist", () => {
    const yaml = BLOCKS.filter(({ language }) => language === "yaml");
    expect(yaml.length).toBeGreaterThan(1);
    const { scripts } = JSON.parse(readDocument("package.json")) as { scripts: Record<string, string> };
    for (const block of yaml) {
      expect([placeOf(block), typeof parse(block.text)]).toEqual([placeOf(block), "object"]);
      const named = [...block.text.matchAll(/\b(scripts\/[\w.-]+)|\bnpm run ([\w:-]+)/g)];
      const missing = named.filter(([, file, script]) =>
        file === undefined ? !((script as string) in scripts) : !existsSync(join(REPOSITORY, file)),
      );
      expect(missing.map(([text]) => text)).toEqual([]);
    }
  });

  it("has no marker that no test reads", () => {
    const known = [OUTPUT_OF_NPM_START, DIAGRAM, ...Object.keys(NEEDS)];
    expect(BLOCKS.filter(({ marker }) => marker !== undefined && !known.includes(marker)).map(placeOf)).toEqual([]);
  });
});

describe("the table of the tests that run blocks", () => {
  it("names only documents that have blocks to run", () => {
    const idle = Object.values(RUNNERS)
      .flat()
      .filter((document) => !unmarked.some((block) => block.document === document));
    expect(idle).toEqual([]);
  });
});

describe("finding blocks of commands", () => {
  const found = (text: string) => blocksIn("x.md", text).filter(isCommandBlock);
  const fenced = (language: string, ...lines: string[]) => ["```".concat(language), ...lines, "```"].join("\n");

  it.each([
    ["by their language", fenced("bash", "anything")],
    ["by a prompt", fenced("", "$ anything")],
    ["by a program's name", fenced("text", "some words", "npx iot-auth users list")],
    ["in a list", `1. So:\n\n   ${fenced("sh", "npm ci").replaceAll("\n", "\n   ")}`],
    ["between tildes", fenced("sh", "npm ci").replaceAll("```", "~~~")],
  ])("finds them %s", (_, text) => {
    expect(found(text)).toHaveLength(1);
  });

  it("does not take a synopsis or the output of a command for one", () => {
    expect(found(fenced("", "iot-auth users list [options]"))).toEqual([]);
    expect(found(`<!-- npm start -->\n${fenced("", "mosquitto_sub -h localhost")}`)).toEqual([]);
  });

  it("reports a block that never ends, since it would hide the ones after it", () => {
    expect(() => found("```sh\nnpm ci\n")).toThrow("x.md:1: the block is never closed");
  });

  it("reads a marker only from the line directly above the block", () => {
    expect(found(`<!-- needs AWS -->\n${fenced("sh", "aws x")}`)[0]?.marker).toBe("needs AWS");
    expect(found(`<!-- needs AWS -->\n\n${fenced("sh", "aws x")}`)[0]?.marker).toBeUndefined();
  });
});
