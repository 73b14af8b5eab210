/** Ends of the names of alarms on the function's own metrics, after the stack's name and `-`. */
export const FUNCTION_ALARMS = ["errors", "throttles", "duration"] as const;

/** The same for the alarm on refusals. */
export const REFUSAL_ALARM = "refusals";

/** The same for the alarm on a users table that cannot be read. */
export const STORE_ALARM = "store";
