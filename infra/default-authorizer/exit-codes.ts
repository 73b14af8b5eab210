/** What the program's exit code says. Terraform shows the number beside the program's last lines. */
export const EXIT = {
  ok: 0,
  /** A defect in the program itself. */
  unexpected: 1,
  /** The command line or the environment variable is wrong: nothing was asked of AWS. */
  badInput: 2,
  /**
   * Someone else's authorizer is in the way: it is the default and `takeOver` is off, or has the handover authorizer's name, and nothing was
   * changed; or it was set at the same time as ours.
   */
  foreign: 3,
  /** AWS refused a call, or could not be reached. */
  aws: 4,
  /** No credentials, or not those of the stack's account. */
  credentials: 5,
} as const;

/** One of the program's exit codes. */
export type ExitCode = (typeof EXIT)[keyof typeof EXIT];
