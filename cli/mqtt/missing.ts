import type { Problem } from "../../config/problem";

/** Something that has to be given, and was not. Collected, so that all that is missing is named at once. */
export function missing(path: string, remedy: string): Problem {
  return { path, must: "be given", remedy };
}
