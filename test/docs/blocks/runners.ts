import { existsSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { type Block, blocksIn, documents, isCommandBlock, REPOSITORY } from "./markdown-blocks";

/**
 * Which test runs the unmarked command blocks of which documents. A document that is not here has none: a new block either comes with
 * a marker or with a place in this table, and the test named then gets it from the document by {@link blocksFor}.
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

/** Every block of commands in every document. */
export function commandBlocks(): Block[] {
  return documents().flatMap((document) => blocksIn(document).filter(isCommandBlock));
}

/** The unmarked blocks that a test has to run. @param testFile Its `__filename` */
export function blocksFor(testFile: string): Block[] {
  const name = relative(REPOSITORY, testFile).replaceAll("\\", "/");
  const own = RUNNERS[name] ?? [];
  return commandBlocks().filter(({ document, marker }) => marker === undefined && own.includes(document));
}

/** The test that runs a block, if it gets its blocks from here and is not skipped. */
export function runnerOf(block: Block): string | undefined {
  const [name] = Object.entries(RUNNERS).find(([, own]) => own.includes(block.document)) ?? [];
  if (name === undefined || !existsSync(join(REPOSITORY, name))) return undefined;
  const source = readFileSync(join(REPOSITORY, name), "utf8");
  return /\bblocksFor\(__filename\)/.test(source) && !/\.(skip|todo|only)\b/.test(source) ? name : undefined;
}
