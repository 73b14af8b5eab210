import { readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";

/** The repository's folder. */
export const REPOSITORY = resolve(__dirname, "../../..");

/** A fenced block of a document. */
export interface Block {
  /** Path from the repository's folder: `docs/operations.md`. */
  readonly document: string;
  /** Line of the opening fence, from 1. */
  readonly line: number;
  /** The word after the fence: `sh`, `ts`, `json`; empty if there is none. */
  readonly language: string;
  /** Text of the HTML comment directly above: `needs AWS`. */
  readonly marker?: string;
  /** Text of the block, without the fences, and without the indentation of a list item that it is in. */
  readonly text: string;
}

/** Returns the paths of all Markdown documents at the root and in `docs/`. */
export function documents(): string[] {
  const inDocs = readdirSync(join(REPOSITORY, "docs"), { recursive: true, encoding: "utf8" });
  const all = [...readdirSync(REPOSITORY), ...inDocs.map((name) => `docs/${name.replaceAll("\\", "/")}`)];
  return all.filter((name) => name.endsWith(".md")).sort();
}

export function readDocument(document: string): string {
  return readFileSync(join(REPOSITORY, document), "utf8");
}

/**
 * Returns every fenced block of a document.
 * @throws Error if a fence is never closed, since it would hide the blocks after it
 */
export function blocksIn(document: string, text = readDocument(document)): Block[] {
  const lines = text.split("\n");
  const blocks: Block[] = [];
  for (let at = 0; at < lines.length; at++) {
    const [, indent, fence, language = ""] = /^(\s*)(`{3,}|~{3,})\s*([\w-]*)/.exec(lines[at] ?? "") ?? [];
    if (indent === undefined || fence === undefined) continue;
    const end = lines.findIndex((line, index) => index > at && line.trim() === fence);
    if (end < 0) throw new Error(`${document}:${at + 1}: the block is never closed`);
    const marker = /^\s*<!-- (.+) -->$/.exec(lines[at - 1] ?? "")?.[1];
    const body = lines.slice(at + 1, end).map((line) => (line.startsWith(indent) ? line.slice(indent.length) : line));
    blocks.push({ document, line: at + 1, language, ...(marker ? { marker } : {}), text: body.join("\n") });
    at = end;
  }
  return blocks;
}

const SHELLS = ["sh", "bash", "zsh", "shell", "console", "shell-session", "powershell", "bat"];
/**
 * A line that a reader would paste: it begins with a prompt or a program. A synopsis (`iot-auth local [options]`) does
 * not match.
 */
const PASTED =
  /^(\$ |(npm|npx|node|cdktf|terraform|aws|iot-auth|curl|git|docker|mosquitto(_pub|_sub)?|python3?|pip|scripts\/\S+)\s+(?!.*\[options\])\S)/m;

/**
 * Whether a block holds commands: its language is a shell's, or it has no language and a line that begins like a
 * command.
 */
export function isCommandBlock({ language, text, marker }: Block): boolean {
  if (SHELLS.includes(language)) return true;
  return marker !== OUTPUT_OF_NPM_START && ["", "text", "txt", "plain"].includes(language) && PASTED.test(text);
}

/** The marker above the output of `npm start`. */
export const OUTPUT_OF_NPM_START = "npm start";

/** Returns the place of a block for titles and messages: `docs/operations.md:74`. */
export const placeOf = ({ document, line }: Block): string => `${document}:${line}`;

/**
 * Returns the commands of a block, without prompts and comments. Continued lines are joined, and the sides of `&&` are
 * separate commands. If a line begins with a prompt, lines without one are output, and left out.
 */
export function commandsIn({ text }: Pick<Block, "text">): string[] {
  const joined = text.replace(/\\\n\s*/g, "").split("\n");
  const typed = joined.some((line) => line.startsWith("$ ")) ? joined.filter((line) => line.startsWith("$ ")) : joined;
  return typed
    .map((line) =>
      line
        .replace(/^\$ /, "")
        .replace(/(^|\s+)#(\s.*)?$/, "")
        .trim(),
    )
    .flatMap((line) => line.split(" && "))
    .filter((line) => line !== "");
}
