import type { X509Certificate } from "node:crypto";
import type { TLSSocket } from "node:tls";
import { remoteAddress } from "./connection-context";
import type { TurnedAway } from "./turned-away/turned-away";

/** ALPN protocol of MQTT with a client certificate on AWS IoT Core's port 443. */
export const MQTT_CERTIFICATE_ALPN = "x-amzn-mqtt-ca";
/** ALPN protocol of HTTPS publish with a client certificate on AWS IoT Core's port 443. */
export const HTTP_CERTIFICATE_ALPN = "x-amzn-http-ca";

/** The certificate and the server name that a client sent in the TLS handshake. */
export interface PresentedCertificate {
  /** Undefined if the client presented no certificate. */
  readonly certificate: X509Certificate | undefined;
  readonly serverName: string;
}

/** A certificate that is accepted. Policies, or an authorizer, may still refuse its client. */
export interface AdmittedCertificate {
  /** 64 hexadecimal digits. */
  readonly id: string;
}

/** Decides whether a client certificate is accepted, or returns why its client is turned away. */
export type AdmitCertificate = (presented: PresentedCertificate) => AdmittedCertificate | TurnedAway;

/**
 * Decides on the certificate that the client of a connection presented.
 * @param tell called with the cause and the client's address if the certificate is refused
 * @returns the accepted certificate, or undefined if it is refused
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

/** Returns the certificate and the server name that the client of a connection sent. */
export function presentedBy(socket: TLSSocket): PresentedCertificate {
  return { certificate: socket.getPeerX509Certificate(), serverName: socket.servername as string };
}
