/**
 * Placeholders that a rule may contain in braces: for users `username` and `clientId`, which are filled in at login; for devices with certificates
 * `thingName` and `clientId`, which become variables of the policy.
 */
export const PLACEHOLDERS = ["username", "clientId", "thingName"] as const;

/** Characters with a meaning in an IoT policy, or that begin a variable there or in Terraform. */
export const POLICY_CHARACTERS = /[*?]|[$%]\{/;

/** Returns the words in braces that are not placeholders. */
export function unknownPlaceholders(rule: string): string[] {
  return [...rule.matchAll(/\{([^{}]*)\}/g)]
    .map((match) => match[1] ?? "")
    .filter((word) => !(PLACEHOLDERS as readonly string[]).includes(word));
}

/** Whether a rule contains a single brace, which is probably a mistake in a placeholder. */
export function hasStrayBrace(rule: string): boolean {
  return /[{}]/.test(rule.replace(/\{[^{}]*\}/g, ""));
}

/**
 * Fills in the placeholders of a user's rule.
 * @example fillPlaceholders("telemetry/{username}", { username: "a", clientId: "b" }) // "telemetry/a"
 */
export function fillPlaceholders(rule: string, values: Readonly<Record<"username" | "clientId", string>>): string {
  return rule.replace(/\{(username|clientId)\}/g, (_, word: "username" | "clientId") => values[word]);
}
