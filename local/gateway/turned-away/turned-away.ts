import { CERTIFICATE_CAUSES } from "./certificate-causes";

/**
 * Why a client was turned away before MQTT, or before the login of its HTTP request. These names are the project's own;
 * clients do not see them.
 */
export type TurnedAwayCause = keyof typeof CAUSES;

/** A client that was turned away before its login. */
export interface TurnedAway {
  readonly cause: TurnedAwayCause;
  readonly remoteAddress?: string;
  /** Details such as the ALPN protocols or the path that the client sent: untrusted text, at most 200 characters. */
  readonly detail?: string;
}

/** Called with each client that is turned away. Must not throw. */
export type TurnedAwayListener = (turnedAway: TurnedAway) => void;

/** Explains to a user why a client was turned away. */
export interface TurnedAwayExplanation {
  /** A sentence about the client: `It sent no server name (SNI).` */
  readonly message: string;
  /** What to change, and where. */
  readonly remedy: string;
}

/** Values of this stand-in that remedies name. */
export interface TurnedAwayPlace {
  /** Path of the file with the development CA's certificates. */
  readonly caFile: string;
}

type Explain = (detail: string, place: TurnedAwayPlace) => TurnedAwayExplanation;

const SECURITY = "https://docs.aws.amazon.com/iot/latest/developerguide/transport-security.html";
const ALPN_HOW =
  'mosquitto: --tls-alpn mqtt; mqtt.js: ALPNProtocols: ["mqtt"]; Python: context.set_alpn_protocols(["mqtt"])';
const trust = ({ caFile }: TurnedAwayPlace): string =>
  `Give it the certificates of the development CA, ${caFile} (mosquitto and curl: --cafile, --cacert; mqtt.js: ca; Python: cafile).`;

const CAUSES = {
  ...CERTIFICATE_CAUSES,
  "not-tls": (_, place) => ({
    message: "It did not send TLS; plain MQTT without TLS is the usual cause.",
    remedy: `AWS IoT Core accepts only TLS: use mqtts:// or wss://. ${trust(place)} mosquitto uses TLS only with that option.`,
  }),
  "plain-http": () => ({
    message: "It sent HTTP without TLS.",
    remedy: "Write https:// or wss:// in place of http:// or ws://.",
  }),
  "no-server-name": () => ({
    message: "It sent no server name (SNI).",
    remedy:
      "Connect with a host name such as localhost: clients send no server name for an IP address. AWS IoT Core needs it for custom " +
      "authentication.",
  }),
  "other-alpn": (detail) => ({
    message: `It offered ALPN ${detail}, which this port does not support.`,
    remedy: detail.split(", ").includes("x-amzn-mqtt-ca")
      ? `x-amzn-mqtt-ca is for client certificates. For a user name and password set ALPN to mqtt (${ALPN_HOW}).`
      : `Set ALPN to mqtt, in lower case (${ALPN_HOW}). HTTPS and WebSocket need ALPN http/1.1, or no ALPN.`,
  }),
  "mqtt-without-alpn": () => ({
    message: "It sent MQTT without ALPN mqtt, where HTTPS is expected.",
    remedy:
      `Set ALPN to mqtt (${ALPN_HOW}). If the client cannot set ALPN, use MQTT over WebSocket, wss://…/mqtt, or an endpoint for CUSTOM_AUTH ` +
      "and SECURE_MQTT, withoutAlpn(): it accepts MQTT without ALPN here; that AWS does, too, is an assumption (docs/endpoints.md).",
  }),
  "certificate-not-trusted": (detail, place) => ({
    message: `It does not accept the server's certificate (TLS alert: ${detail}).`,
    remedy: `${trust(place)} It must connect with a name that is in the certificate, such as localhost.`,
  }),
  "no-shared-cipher": (detail) => ({
    message: `It offered no cipher or signature algorithm of AWS's security policy (${detail}).`,
    remedy: `It needs TLS 1.3, or TLS 1.2 with one of the ciphers of IoTSecurityPolicy_TLS13_1_2_2022_10, such as ECDHE-RSA-AES128-GCM-SHA256: ${SECURITY}`,
  }),
  "tls-version": () => ({
    message: "It offered neither TLS 1.2 nor TLS 1.3.",
    remedy: `AWS IoT Core accepts no older version: ${SECURITY}`,
  }),
  "tls-failed": (detail) => ({
    message: `The TLS handshake failed (${detail}).`,
    remedy: `AWS IoT Core's TLS versions and ciphers: ${SECURITY}`,
  }),
  "handshake-timeout": () => ({
    message: "It did not finish the TLS handshake in time.",
    remedy: "It connected and sent nothing, or the network lost what it sent. In TLS the client sends first.",
  }),
  "closed-in-handshake": (_, place) => ({
    message: "It closed the connection during the TLS handshake, after it received the server's certificate.",
    remedy: `Most likely it does not accept the certificate and sends no TLS alert, as mqtt.js does. ${trust(place)}`,
  }),
  "closed-before-handshake": () => ({
    message: "It closed the connection before the TLS handshake.",
    remedy: "A check whether the port is open does that; then no client has to change.",
  }),
  "closed-before-request": (_, place) => ({
    message: "It closed the connection after the TLS handshake, without a request.",
    remedy: `Most likely it does not accept the certificate and sends no TLS alert, as WebSocket clients on Node.js do. ${trust(place)}`,
  }),
  "closed-before-connect": (detail, place) => ({
    message: `It sent no MQTT CONNECT: ${detail}.`,
    remedy: `Most likely it does not accept the certificate and sends no TLS alert, as mqtt.js does. ${trust(place)}`,
  }),
  "connect-timeout": (detail) => ({
    message: `It sent no MQTT CONNECT: ${detail}.`,
    remedy: "In MQTT the client sends first. The client is not an MQTT client, or something delayed it.",
  }),
  "not-mqtt": (detail) => ({
    message: `It did not send a valid MQTT CONNECT: ${detail}.`,
    remedy:
      "ALPN mqtt and WebSocket at /mqtt accept MQTT 3.1.1 and MQTT 5. HTTPS needs ALPN http/1.1, or no ALPN; at an endpoint for CUSTOM_AUTH " +
      "and SECURE_MQTT a client without ALPN must use MQTT.",
  }),
  "websocket-path": (detail) => ({
    message: `It requested a WebSocket at ${detail}.`,
    remedy: "The path of MQTT over WebSocket is exactly /mqtt, with or without a query string.",
  }),
  "websocket-subprotocol": (detail) => ({
    message: detail === "" ? "It offered no WebSocket subprotocol." : `It offered the WebSocket subprotocol ${detail}.`,
    remedy: 'It must offer mqtt: Sec-WebSocket-Protocol: mqtt; new WebSocket(url, ["mqtt"]).',
  }),
  "websocket-handshake": (detail) => ({
    message: `Its WebSocket handshake is malformed: ${detail}.`,
    remedy: "A proxy may have changed it. RFC 6455, 4.2.1 lists the required headers.",
  }),
  "not-http": (detail) => ({
    message: `What it sent over TLS without ALPN mqtt is not HTTP (${detail}).`,
    remedy: `MQTT needs ALPN mqtt (${ALPN_HOW}); HTTPS publish is POST /topics/<topic>.`,
  }),
  "http-timeout": () => ({
    message: "It sent no complete HTTP request in time.",
    remedy: "Without ALPN mqtt the client must send an HTTPS or WebSocket request.",
  }),
  "http-request": (detail) => ({
    message: `Its request was answered ${detail}.`,
    remedy: "Publish with POST /topics/<topic>?qos=0|1; MQTT over WebSocket is at /mqtt.",
  }),
  "too-many-connections": (detail) => ({
    message: `There are ${detail} connections, the maximum of the stand-in.`,
    remedy: "Close some connections. The lines above show clients that connect again and again.",
  }),
  "web-page": (detail) => ({
    message: `A web page called the control plane. ${detail}`,
    remedy: "The request was refused. If none of your pages should call the control plane, find out which page does.",
  }),
} as const satisfies Record<string, Explain>;

/**
 * Explains why a client was turned away, and what to change.
 * @example
 * explainTurnedAway({ cause: "no-server-name" }, { caFile: "ca.pem" }).message; // "It sent no server name (SNI)."
 */
export function explainTurnedAway({ cause, detail = "" }: TurnedAway, place: TurnedAwayPlace): TurnedAwayExplanation {
  const explain: Explain = CAUSES[cause];
  return explain(detail, place);
}

/** Returns untrusted text as the detail of an event, cut to 200 characters. */
export function detailOf(text: string): { readonly detail: string } {
  return { detail: text.length > 200 ? `${text.slice(0, 199)}…` : text };
}
