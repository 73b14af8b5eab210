import { iotAuth, markdownValue, textValue } from "../../config/text";
import type { Block, Sentence } from "./sentence";

/** Maximum length. GitHub accepts 65,536 characters in a comment; the difference is for text that a workflow adds. */
const MAX_MARKDOWN = 60_000;

/** Returns the marker of a stack's comment, by which a later review finds and replaces it. */
export function marker(stack: string): string {
  return `<!-- iot-auth review: ${stack} -->`;
}

/**
 * Writes a review as GitHub Markdown for a comment. If it is too long for a comment, it is cut, with a note at the end.
 * @param stack A checked name, see {@link marker}
 */
export function renderMarkdown(stack: string, blocks: readonly Block[]): string {
  const lines = [marker(stack), ...blocks.flatMap((block) => ["", ...markdownBlock(block)])];
  // Drops the blank line between the marker and the title.
  const whole = [lines[0] ?? "", ...lines.slice(2)];
  if (whole.join("\n").length <= MAX_MARKDOWN) return whole.join("\n");
  return cut(whole);
}

/** Writes a review as plain text. */
export function renderText(blocks: readonly Block[]): string {
  return blocks
    .map((block) => {
      if (block.kind !== "section") return text(block.sentence);
      return [`${block.title}:`, ...block.items.map((item) => `  - ${text(item)}`)].join("\n");
    })
    .join("\n\n");
}

/** Writes a sentence as plain text. */
export function text(sentence: Sentence): string {
  return sentence.map((part) => (typeof part === "string" ? part : textValue(part.value))).join("");
}

function markdown(sentence: Sentence): string {
  return sentence.map((part) => (typeof part === "string" ? part : markdownValue(part.value))).join("");
}

function markdownBlock(block: Block): string[] {
  if (block.kind === "title") return [`## ${markdown(block.sentence)}`];
  if (block.kind === "paragraph") return [markdown(block.sentence)];
  const items = block.items.map((item) => `- ${markdown(item)}`);
  return block.folded
    ? ["<details>", `<summary>${block.title}</summary>`, "", ...items, "", "</details>"]
    : [`### ${block.title}`, "", ...items];
}

function cut(lines: readonly string[]): string {
  const kept: string[] = [];
  let length = 0;
  for (const line of lines) {
    length += line.length + 1;
    if (length > MAX_MARKDOWN) break;
    kept.push(line);
  }
  const open = kept.lastIndexOf("<details>") > kept.lastIndexOf("</details>");
  const note = `**The rest is left out, because a comment holds no more.** Run \`${iotAuth("review", "plan.json")}\` to see it.`;
  return [...kept, ...(open ? ["", "</details>"] : []), "", note].join("\n");
}
