import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";

const PROJECT = resolve(__dirname, "..");

/** Phrases that do not say what is meant, by what to write instead. */
const RIDDLES: Readonly<Record<string, RegExp>> = {
  "again, or once more": /\banew\b/i,
  "who it is: the client, the identity, the person who …": /\bwhoever\b/i,
  "what must be so, and what it is": /\bas it must\b/i,
  "what happened, and what was expected": /\botherwise than\b/i,
  "failed, or was refused": /\b(?:come|comes|came) to nothing\b/i,
  "the option and its value: with refusedConnect311=close": /\bso assumed\b/i,
  "Name of the file in messages": /\bwhat (?:messages|people) call\b/i,
  "a space has a special meaning in the file": /\breads? something into\b/i,
  "Default …, or what happens without the option": /\bwhere nothing is said\b/i,
  "Checks that …, in place of a question": /\/\*\* (?:Is|Are|Does|Do|Did|May|Can|Has|Have|Was|Were) [^.]*\?/,
  "Called with …, for a callback": /\/\*\* (?:Told|Asked) (?:of|after|before|about)\b/,
  "Settings of …, or the message about …": /\bwhat is said of\b/i,
  "the thing: Number of …, Folder of …, Starts a …":
    /\/\*\* (?:As (?:many|long|if)|Where it|Starts one|The (?:same|other) (?:of|in))\b/,
  "unknown, or that does not exist": /\bthat there is not\b/i,
  "until standard input ends, or exits when it ends": /\bends? with its (?:standard )?input\b/i,
  "in its own process": /\bas a process of its own\b/i,
  "indefinitely, or without end": /\bfor ever\b/i,
  "belongs in, or the setting that names it": /\bbelongs? into\b/i,
};

/** Sources and documents name the thing instead: no client, no user, no program, it is not known. */
const NOBODY = { "no client, no user, it is not …": /\b[Nn]obody\b/ };

/** Files that may say NOBODY: the review's warnings use the word for people, and some documents quote them. */
const ELSEWHERE = /^(review\/|test\/|CHANGELOG\.md$|CONTRIBUTING\.md$|docs\/plan-review\.md$)/;

const files = execFileSync("git", ["ls-files", "*.ts", "*.mjs", "*.md", "help"], { cwd: PROJECT, encoding: "utf8" })
  .split("\n")
  .filter((file) => file !== "" && file !== "test/plain-english.test.ts");

/** Returns every place where a pattern matches: `file:line`, with what to write instead. */
function found(paths: readonly string[], patterns: Readonly<Record<string, RegExp>>): string[] {
  return paths.flatMap((file) =>
    readFileSync(join(PROJECT, file), "utf8")
      .split("\n")
      .flatMap((line, index) =>
        Object.entries(patterns).flatMap(([instead, pattern]) =>
          pattern.test(line) ? [`${file}:${index + 1}: write ${instead} in place of "${pattern.exec(line)?.[0]}"`] : [],
        ),
      ),
  );
}

describe("messages, comments, documents and test titles", () => {
  it("have none of the phrases in RIDDLES", () => {
    const read = files.filter(
      (file) => !/^(review\/|test\/(deploy\/)?review\/|CHANGELOG\.md$|CONTRIBUTING\.md$)/.test(file),
    );
    expect(read.length).toBeGreaterThan(500);
    expect(found(read, RIDDLES)).toEqual([]);
  });

  it("name the client, user or program instead of saying nobody", () => {
    expect(
      found(
        files.filter((file) => !ELSEWHERE.test(file)),
        NOBODY,
      ),
    ).toEqual([]);
  });

  it("are matched by the pattern that is meant for each phrase", () => {
    const sentences = [
      "Begin anew.",
      "Whoever reads it",
      "It is as it must be",
      "It ended otherwise than planned",
      "A login that came to nothing",
      "closes the connection if so assumed",
      "What messages call the file",
      "The console reads something into a space",
      "Days where nothing is said",
      "/** Is the endpoint the account's? */",
      "/** Told of every call. */",
      "What is said of a thing",
      "/** As many as one file needs. */",
      "A setting that there is not",
      "Prints its port and ends with its input.",
      "A server as a process of its own",
      "A log that is kept for ever",
      "A CA belongs into the authorities.",
    ];
    const patterns = Object.values(RIDDLES);
    expect(sentences.map((sentence) => patterns.findIndex((pattern) => pattern.test(sentence)))).toEqual(
      sentences.map((_, index) => index),
    );
    expect(Object.values(NOBODY).every((pattern) => pattern.test("Nobody can tell"))).toBe(true);
  });
});
