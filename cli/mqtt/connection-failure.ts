import { CliError } from "../errors";
import { EXIT, type ExitCode } from "../exit-codes";

/** A connection that could not be opened, was refused, or was lost. */
export class ConnectionFailure extends CliError {
  /**
   * @param reasonCode MQTT reason code, if the endpoint sent one
   */
  constructor(
    message: string,
    exitCode: ExitCode,
    readonly reasonCode?: number,
  ) {
    super(message, exitCode);
    this.name = "ConnectionFailure";
  }
}

const UNTRUSTED =
  "its certificate was signed by an authority that is not trusted. Give --ca-file FILE, or --local for a running iot-auth local.";
/** Cause in the message of a TLS failure when the endpoint does not accept the client's certificate. */
export const REFUSES_CERTIFICATE = "it refuses the client's certificate.";
const CLOCK = "Check this computer's clock and the certificate.";

/** Causes of TLS failures by Node.js's code, and what to do. @see https://nodejs.org/api/tls.html#x509-certificate-error-codes */
const TLS_CAUSES: Readonly<Record<string, string>> = {
  SELF_SIGNED_CERT_IN_CHAIN: UNTRUSTED,
  DEPTH_ZERO_SELF_SIGNED_CERT: UNTRUSTED,
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: UNTRUSTED,
  UNABLE_TO_GET_ISSUER_CERT: UNTRUSTED,
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: UNTRUSTED,
  CERT_HAS_EXPIRED: `its certificate has expired. ${CLOCK}`,
  CERT_NOT_YET_VALID: `its certificate is not valid yet. ${CLOCK}`,
  ERR_TLS_CERT_ALTNAME_INVALID: "its certificate is for another host name. Check --endpoint.",
  ERR_SSL_TLSV1_ALERT_NO_APPLICATION_PROTOCOL: "it does not offer MQTT on this port (ALPN mqtt). Check --endpoint.",
  ERR_SSL_WRONG_VERSION_NUMBER: "it does not speak TLS on this port. Check --endpoint.",
  ECONNRESET: "it ended the connection while TLS was being set up. Check --endpoint, its port, and proxies.",
};

/** Codes of the TLS alerts with which an endpoint refuses a client's certificate; what precedes `_ALERT_` depends on OpenSSL's version. */
const CERTIFICATE_ALERT =
  /_ALERT_(UNKNOWN_CA|BAD_CERTIFICATE|UNSUPPORTED_CERTIFICATE|CERTIFICATE_(UNKNOWN|EXPIRED|REVOKED))$/;

/** Returns the failure for a TLS handshake that failed. */
export function tlsFailure(endpoint: string, error: NodeJS.ErrnoException & { reason?: string }): ConnectionFailure {
  const refused = CERTIFICATE_ALERT.test(error.code ?? "") ? REFUSES_CERTIFICATE : undefined;
  const cause = TLS_CAUSES[error.code ?? ""] ?? refused ?? `${error.reason ?? error.message.split("\n")[0]}.`;
  return new ConnectionFailure(
    `TLS with ${endpoint} failed${error.code ? ` (${error.code})` : ""}: ${cause}`,
    EXIT.tls,
  );
}

/** Returns the failure for a host that no TCP connection could be opened to. */
export function unreachable(endpoint: string, error: NodeJS.ErrnoException): ConnectionFailure {
  const advice =
    error.code === "ENOTFOUND"
      ? "There is no such host; check --endpoint."
      : "Check --endpoint, the network and firewalls.";
  return new ConnectionFailure(
    `${endpoint} cannot be reached (${error.code ?? error.message}). ${advice}`,
    EXIT.unreachable,
  );
}

/**
 * Returns the failure for an answer that did not arrive in time.
 * @param what What is missing: `no answer to the login`
 */
export function tooLate(endpoint: string, what: string, seconds: number): ConnectionFailure {
  return new ConnectionFailure(
    `${endpoint} did not answer within ${seconds} s: ${what}. Check the network, or give --timeout SECONDS.`,
    EXIT.unreachable,
  );
}

/** Returns the failure for a WebSocket handshake that was answered with an HTTP status other than 101. */
export function noWebSocket(endpoint: string, status: number): ConnectionFailure {
  const refused = status === 401 || status === 403;
  return new ConnectionFailure(
    `${endpoint} ${refused ? "refused the WebSocket" : "did not open a WebSocket"} (HTTP status ${status}).`,
    refused ? EXIT.refused : EXIT.unreachable,
  );
}
