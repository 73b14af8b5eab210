import { existsSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { type Block, blocksIn, documents, isCommandBlock, REPOSITORY } from "./markdown-blocks";

/**
 * The documents whose unmarked command blocks a test runs, by test file. Other documents have no such blocks: a new
 * block needs a marker, or its document an entry in this table; the test then reads the block from the document with
 * {@link blocksFor}.
 */
export const RUNNERS: Readonly<Record<string, readonly string[]>> = {
  "test/docs/checkout-commands.test.ts": ["README.md", "README_JP.md", "CONTRIBUTING.md", "docs/permissions.md"],
  "test/docs/cli-examples.test.ts": ["docs/cli.md"],
  "test/deploy/laptop.test.ts": ["docs/deploy-on-a-laptop.md"],
  "test/docs/walks.test.ts": [
    "docs/from-manual-steps.md",
    "docs/from-console-clicks.md",
    "docs/from-nanomq.md",
    "docs/from-nanomq_JP.md",
    "docs/from-certificates.md",
    "docs/from-certificates_JP.md",
  ],
};

/** Returns every block of commands of every document. */
export function commandBlocks(): Block[] {
  return documents().flatMap((document) => blocksIn(document).filter(isCommandBlock));
}

/** Returns the unmarked blocks that a test has to run. @param testFile `__filename` of the test */
export function blocksFor(testFile: string): Block[] {
  const name = relative(REPOSITORY, testFile).replaceAll("\\", "/");
  const own = RUNNERS[name] ?? [];
  return commandBlocks().filter(({ document, marker }) => marker === undefined && own.includes(document));
}

/**
 * Returns the test that runs a block, if the test uses {@link blocksFor} and skips none of its tests; otherwise
 * undefined.
 */
export function runnerOf(block: Block): string | undefined {
  const [name] = Object.entries(RUNNERS).find(([, own]) => own.includes(block.document)) ?? [];
  if (name === undefined || !existsSync(join(REPOSITORY, name))) return undefined;
  const source = readFileSync(join(REPOSITORY, name), "utf8");
  return /\bblocksFor\(__filename\)/.test(source) && !/\.(skip|todo|only)\b/.test(source) ? name : undefined;
}
