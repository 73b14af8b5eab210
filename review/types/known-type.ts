import type { Json } from "../trusted/plan-json";

/**
 * Meaning of a setting's change: the code of the warning that reports it, or the reason why it gives nobody more
 * access.
 */
export type Meaning = `code ${string}` | `nobody gains: ${string}`;

/** Consequence of creating, changing or destroying a resource of a type; `says` continues "ADDRESS …". */
export interface Effect {
  /** Stays the same when the wording changes. */
  readonly code: string;
  readonly says: string;
  readonly widens?: true;
  readonly narrows?: true;
}

/** A type of resources that the review knows. */
export interface KnownType {
  /**
   * Attributes whose value AWS or the provider chooses: unknown for a new resource, otherwise unchanged, or unknown if
   * the value may change. A member of a block is written with a dot.
   */
  readonly computed: readonly string[];
  /** Values, besides empty ones, of attributes that are not set. */
  readonly defaults: Json;
  /** Settings of the synthesis, with the meaning of a change. A change of any other attribute counts as widening. */
  readonly settings: Readonly<Record<string, Meaning>>;
  /** Effects of creating, changing and destroying a resource, for types that no module of `warnings/` is about. */
  readonly effects?: {
    readonly made?: Effect;
    readonly changed?: Effect;
    /** In place of `changed` if `isLessened` returns true. */
    readonly lessened?: Effect;
    readonly destroyed?: Effect;
  };
  /** Whether a change only reduces access. Its arguments are all values before and after. */
  readonly isLessened?: (before: unknown, after: unknown) => boolean;
}
