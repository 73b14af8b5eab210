import type { X509Certificate } from "node:crypto";
import type { TLSSocket } from "node:tls";
import { remoteAddress } from "./connection-context";
import type { TurnedAway } from "./turned-away/turned-away";

/** ALPN protocol of MQTT with a client certificate on AWS IoT Core's port 443. */
export const MQTT_CERTIFICATE_ALPN = "x-amzn-mqtt-ca";
/** ALPN protocol of HTTPS publish with a client certificate on AWS IoT Core's port 443. */
export const HTTP_CERTIFICATE_ALPN = "x-amzn-http-ca";

/** What a client presented in the TLS handshake. */
export interface PresentedCertificate {
  /** Missing if it presented none. */
  readonly certificate: X509Certificate | undefined;
  readonly serverName: string;
}

/** A certificate that may log in, as far as it alone is asked. */
export interface AdmittedCertificate {
  /** 64 hexadecimal digits. */
  readonly id: string;
}

/** Decides whether a client certificate may log in: it may, or why it is turned away. */
export type AdmitCertificate = (presented: PresentedCertificate) => AdmittedCertificate | TurnedAway;

/**
 * Asks whether the client of a connection may log in with the certificate that it presented.
 * @param tell told why not, with its address
 */
export function admitClient(
  socket: TLSSocket,
  admit: AdmitCertificate,
  tell: (turnedAway: TurnedAway) => void,
): AdmittedCertificate | undefined {
  const admission = admit(presentedBy(socket));
  if (!("cause" in admission)) return admission;
  tell({ ...remoteAddress(socket), ...admission });
  return undefined;
}

/** What the client of a connection presented. */
export function presentedBy(socket: TLSSocket): PresentedCertificate {
  return { certificate: socket.getPeerX509Certificate(), serverName: socket.servername as string };
}
