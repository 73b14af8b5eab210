/**
 * Exit codes of `iot-auth`, the same for every command. `iot-auth --help` lists them.
 * @example iot-auth explain --username printer-7 --publish a/b || echo "not allowed, or failed: exit code $?"
 */
export const EXIT = {
  /** Done, or the answer is yes. */
  ok: 0,
  /** The answer is no: refused, not allowed, a check failed, or the user answered a question with no. */
  refused: 1,
  /** Wrong usage, or a wrong configuration, users file or input file. Nothing was changed. */
  usage: 2,
  /** A requirement is missing: terraform, or an applied stack. */
  notReady: 3,
  /** The endpoint cannot be reached. */
  unreachable: 4,
  /** TLS failed: certificate, protocol, ALPN. */
  tls: 5,
  /** AWS refused a request, or there are no credentials for it. */
  aws: 6,
  /** The local stand-in does not support this. */
  unsupported: 7,
  /** A mistake in this program. */
  internal: 70,
  /** Interrupted with ctrl-C. */
  interrupted: 130,
} as const;

/** One of {@link EXIT}. */
export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** The exit codes and what they mean, for help texts. */
export const EXIT_MEANINGS: Readonly<Record<ExitCode, string>> = {
  [EXIT.ok]: "done, or the answer is yes",
  [EXIT.refused]: "the answer is no: refused, not allowed, a check failed",
  [EXIT.usage]: "wrong usage, configuration or input file; nothing was changed",
  [EXIT.notReady]: "terraform or an applied stack is missing",
  [EXIT.unreachable]: "the endpoint cannot be reached",
  [EXIT.tls]: "TLS failed",
  [EXIT.aws]: "AWS refused a request, or there are no credentials",
  [EXIT.unsupported]: "the local stand-in does not support this",
  [EXIT.internal]: "a mistake in this program",
  [EXIT.interrupted]: "interrupted",
};
