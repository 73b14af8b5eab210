import type { Json } from "../trusted/plan-json";

/** What a setting's change means: the code of the warning that says it, or in words why nobody gets in or further by it. */
export type Meaning = `code ${string}` | `nobody gains: ${string}`;

/** What it means where a resource of a type is made, changed or destroyed; continues "ADDRESS …". */
export interface Effect {
  /** Stays the same when the wording changes. */
  readonly code: string;
  readonly says: string;
  readonly widens?: true;
  readonly narrows?: true;
}

/** What a review knows of a type of resources. */
export interface KnownType {
  /**
   * What AWS or the provider makes up: unknown where the resource is new, and the same before and after else, or unknown again where what
   * it says may change. With a dot for what is in a block.
   */
  readonly computed: readonly string[];
  /** What an attribute is where nothing is set, besides nothing itself. */
  readonly defaults: Json;
  /** What the synthesis may set, with what a change of it means. What is not here changes nowhere without counting as widening. */
  readonly settings: Readonly<Record<string, Meaning>>;
  /** What happens with the resource itself, for types that no module of `warnings/` looks at. */
  readonly effects?: {
    readonly made?: Effect;
    readonly changed?: Effect;
    /** In the place of `changed` where `isLessened` says so. */
    readonly lessened?: Effect;
    readonly destroyed?: Effect;
  };
  /** Whether a change takes away alone, by all values before and after. */
  readonly isLessened?: (before: unknown, after: unknown) => boolean;
}
