import type { Sentence } from "./sentence";

/** A review as something to print: blocks of sentences, in Markdown or plain text. */
export type Block =
  | { readonly kind: "title"; readonly sentence: Sentence }
  | { readonly kind: "paragraph"; readonly sentence: Sentence }
  /** A heading with what belongs under it. */
  | { readonly kind: "section"; readonly title: string; readonly items: readonly Sentence[]; readonly folded?: true };
