import { PlanFileError } from "../plan/plan-schema";

/** A user's state in the access map. */
export interface ReviewedUser {
  readonly group: string;
  readonly disabled: boolean;
  /** ISO 8601. */
  readonly expiresAt?: string;
}

const EXPIRES = "expires ";
/** Digests of secrets, and the end of the first secret. They are not part of the state. */
const ABOUT_SECRETS = /^secrets [0-9a-f]+(?: [0-9a-f]+)*$|^first secret until [\d:.TZ+-]+$/;
const DESCRIPTION = /^(?<group>[A-Za-z][\w-]{0,63})(?: \((?<notes>[^()]+)\))?$/;

/**
 * Returns the part of a user's description that is about secrets.
 * @example secretsOf("printers (disabled, secrets 0d1f9a7c)") // "secrets 0d1f9a7c"
 */
export function secretsOf(description: string): string {
  const notes = DESCRIPTION.exec(description)?.groups?.notes ?? "";
  return notes
    .split(", ")
    .filter((word) => ABOUT_SECRETS.test(word))
    .join(", ");
}

/**
 * Reads the state in a user's description in the access map.
 * @throws {PlanFileError} if the description has another format
 * @example readUserState("printers (disabled, expires 2027-01-01T00:00:00Z)").disabled // true
 */
export function readUserState(description: string): ReviewedUser {
  const { group, notes = "" } = DESCRIPTION.exec(description)?.groups ?? {};
  const words = (notes === "" ? [] : notes.split(", ")).filter((word) => !ABOUT_SECRETS.test(word));
  const expires = words.find((word) => word.startsWith(EXPIRES));
  const isUnknown = (word: string) =>
    word !== "disabled" && (word !== expires || Number.isNaN(Date.parse(word.slice(EXPIRES.length))));
  if (group === undefined || words.some(isUnknown)) {
    throw new PlanFileError("It is no plan of a stack made here: its access map describes a user in unknown words.");
  }
  return {
    group,
    disabled: words.includes("disabled"),
    ...(expires ? { expiresAt: expires.slice(EXPIRES.length) } : {}),
  };
}
