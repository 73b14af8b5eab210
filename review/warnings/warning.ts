import type { Sentence } from "../words/sentence";

/** Something in a plan that a reviewer must not miss. */
export interface Warning {
  /** Stays the same when the wording changes. */
  readonly code: string;
  readonly sentence: Sentence;
  /** Whether somebody may get in, or further, who could not before. */
  readonly widens?: true;
  /** Whether somebody can no longer log in. */
  readonly narrows?: true;
}
