/**
 * What a rule may hold in braces: for users `username` and `clientId`, filled in at login; for devices with certificates `thingName` and
 * `clientId`, which become variables of their policy.
 */
export const PLACEHOLDERS = ["username", "clientId", "thingName"] as const;

/** Characters that mean something in an IoT policy, or would open a variable there or in Terraform. */
export const POLICY_CHARACTERS = /[*?]|[$%]\{/;

/** The placeholder-like words in a rule that are none. */
export function unknownPlaceholders(rule: string): string[] {
  return [...rule.matchAll(/\{([^{}]*)\}/g)]
    .map((match) => match[1] ?? "")
    .filter((word) => !(PLACEHOLDERS as readonly string[]).includes(word));
}

/** Whether a rule holds a brace that belongs to no placeholder: most likely one was meant. */
export function hasStrayBrace(rule: string): boolean {
  return /[{}]/.test(rule.replace(/\{[^{}]*\}/g, ""));
}

/**
 * Fills the placeholders of a rule.
 * @example fillPlaceholders("telemetry/{username}", { username: "a", clientId: "b" }) // "telemetry/a"
 */
export function fillPlaceholders(rule: string, values: Readonly<Record<"username" | "clientId", string>>): string {
  return rule.replace(/\{(username|clientId)\}/g, (_, word: "username" | "clientId") => values[word]);
}
