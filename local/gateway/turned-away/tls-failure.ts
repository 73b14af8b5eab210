import type { TLSSocket } from "node:tls";
import { detailOf, type TurnedAway } from "./turned-away";

/** An error of a TLS handshake, as Node.js reports it: its code contains OpenSSL's reason in capitals. */
export type HandshakeError = Error & { readonly code?: string; readonly reason?: string };

/**
 * Causes by the error's code; the first pattern that matches counts. OpenSSL's names of alerts differ between versions.
 */
const CAUSES: readonly (readonly [code: RegExp, cause: TurnedAway["cause"]])[] = [
  [/^ERR_SSL_HTTPS?_(PROXY_)?REQUEST$/, "plain-http"],
  [/^ERR_SSL_(WRONG_VERSION_NUMBER|UNKNOWN_PROTOCOL|BAD_PROTOCOL_VERSION_NUMBER|PACKET_LENGTH_TOO_LONG)$/, "not-tls"],
  [/NO_APPLICATION_PROTOCOL$/, "other-alpn"],
  [/ALERT_(UNKNOWN_CA|BAD_CERTIFICATE|(UNSUPPORTED_)?CERTIFICATE(_\w+)?|ACCESS_DENIED)$/, "certificate-not-trusted"],
  [/NO_SHARED_CIPHER$|NO_(SUITABLE|SHARED)_\w+$|INAPPROPRIATE_|MISSING_SIGALGS/, "no-shared-cipher"],
  [/UNSUPPORTED_PROTOCOL$|VERSION_TOO_LOW$|ALERT_PROTOCOL_VERSION$/, "tls-version"],
  [/^ERR_TLS_HANDSHAKE_TIMEOUT$/, "handshake-timeout"],
];

/**
 * Returns why a TLS handshake failed.
 * @param offered the ALPN protocols that the client offered, if any
 * @example
 * tlsFailure(error, socket, ["h2"]); // { cause: "other-alpn", remoteAddress: "192.0.2.7", detail: "h2" }
 */
export function tlsFailure(
  { code = "", reason, message }: HandshakeError,
  { servername }: Pick<TLSSocket, "servername">,
  offered: readonly string[],
): TurnedAway {
  if (/^(ECONNRESET|EPIPE|ECONNABORTED)$/.test(code)) {
    // If the server name is known, the client has received the certificate.
    return { cause: servername ? "closed-in-handshake" : "closed-before-handshake" };
  }
  const [, cause] = CAUSES.find(([pattern]) => pattern.test(code)) ?? [];
  if (cause === "other-alpn") return { cause, ...detailOf(offered.join(", ")) };
  const said = reason ?? (code || message);
  return { cause: cause ?? "tls-failed", ...detailOf(said.replace(/^(tlsv\d+|sslv3|ssl\/tls) alert /, "")) };
}
