import { CERTIFICATE_CAUSES } from "./certificate-causes";

/**
 * Why a client never got as far as MQTT, or its HTTP request as far as a login. Words of this project; clients are not told them.
 */
export type TurnedAwayCause = keyof typeof CAUSES;

/** A client that was turned away before anybody asked who it is. */
export interface TurnedAway {
  readonly cause: TurnedAwayCause;
  readonly remoteAddress?: string;
  /** What it offered, asked for, or did, as it wrote it: untrusted text, at most 200 characters. */
  readonly detail?: string;
}

/** Told of each. Must not throw. */
export type TurnedAwayListener = (turnedAway: TurnedAway) => void;

/** What a person reads of it. */
export interface TurnedAwayExplanation {
  /** A sentence about the client: `It sent no server name (SNI).` */
  readonly message: string;
  /** What to change, and where. */
  readonly remedy: string;
}

/** What remedies have to name. */
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
    message: "What it sent is not TLS; plain MQTT looks like that.",
    remedy: `AWS IoT Core takes TLS only: use mqtts:// or wss://. ${trust(place)} mosquitto speaks TLS only with that option.`,
  }),
  "plain-http": () => ({
    message: "It sent HTTP without TLS.",
    remedy: "Write https:// or wss:// in place of http:// or ws://.",
  }),
  "no-server-name": () => ({
    message: "It sent no server name (SNI).",
    remedy:
      "Connect by a host name such as localhost: clients send no server name for an IP address. AWS IoT Core needs it for custom " +
      "authentication.",
  }),
  "other-alpn": (detail) => ({
    message: `It offered ALPN ${detail}, which is not served.`,
    remedy: detail.split(", ").includes("x-amzn-mqtt-ca")
      ? `x-amzn-mqtt-ca is for client certificates. For a user name and password set ALPN to mqtt (${ALPN_HOW}).`
      : `Set ALPN to mqtt, in lower case (${ALPN_HOW}). HTTPS and WebSocket take http/1.1, or no ALPN.`,
  }),
  "mqtt-without-alpn": () => ({
    message: "It sent MQTT without ALPN mqtt, so that it was taken for HTTPS.",
    remedy:
      `Set ALPN to mqtt (${ALPN_HOW}). A client that cannot: MQTT over WebSocket, wss://…/mqtt. At an endpoint of its own for CUSTOM_AUTH ` +
      "and SECURE_MQTT, withoutAlpn(), it is taken here, and on AWS if that reads as its pages do (docs/endpoints.md).",
  }),
  "certificate-not-trusted": (detail, place) => ({
    message: `It does not accept the server's certificate (TLS alert: ${detail}).`,
    remedy: `${trust(place)} It must connect by a name that the certificate is good for, such as localhost.`,
  }),
  "no-shared-cipher": (detail) => ({
    message: `It offered no cipher or signature that AWS's security policy has (${detail}).`,
    remedy: `It needs TLS 1.3, or TLS 1.2 with one of the ciphers of IoTSecurityPolicy_TLS13_1_2_2022_10, such as ECDHE-RSA-AES128-GCM-SHA256: ${SECURITY}`,
  }),
  "tls-version": () => ({
    message: "It offered neither TLS 1.2 nor TLS 1.3.",
    remedy: `AWS IoT Core takes no older ones: ${SECURITY}`,
  }),
  "tls-failed": (detail) => ({
    message: `The TLS handshake failed (${detail}).`,
    remedy: `What AWS IoT Core takes: ${SECURITY}`,
  }),
  "handshake-timeout": () => ({
    message: "It did not finish the TLS handshake in time.",
    remedy:
      "It connected and said nothing, or the network lost what it said. A client that waits for the server to speak first is not TLS.",
  }),
  "closed-in-handshake": (_, place) => ({
    message: "It closed the connection during the TLS handshake, when it had seen the server's certificate.",
    remedy: `Most likely it does not accept the certificate and does not say so, as mqtt.js does. ${trust(place)}`,
  }),
  "closed-before-handshake": () => ({
    message: "It closed the connection before the TLS handshake.",
    remedy: "A check whether the port is open does that; it is no fault of a client's then.",
  }),
  "closed-before-request": (_, place) => ({
    message: "It closed the connection after the TLS handshake, without a request.",
    remedy: `Most likely it does not accept the certificate, and does not say so, as WebSocket clients on Node.js do. ${trust(place)}`,
  }),
  "closed-before-connect": (detail, place) => ({
    message: `It sent no MQTT CONNECT: ${detail}.`,
    remedy: `Most likely it does not accept the certificate, and does not say so, as mqtt.js does. ${trust(place)}`,
  }),
  "connect-timeout": (detail) => ({
    message: `It sent no MQTT CONNECT: ${detail}.`,
    remedy: "MQTT clients speak first. What connected with ALPN mqtt or as a WebSocket is none, or it was held up.",
  }),
  "not-mqtt": (detail) => ({
    message: `What it sent is no MQTT CONNECT: ${detail}.`,
    remedy:
      "ALPN mqtt and WebSocket at /mqtt take MQTT 3.1.1 and MQTT 5. HTTPS takes ALPN http/1.1, or none but at an endpoint for CUSTOM_AUTH " +
      "and SECURE_MQTT, where a client without ALPN speaks MQTT.",
  }),
  "websocket-path": (detail) => ({
    message: `It asked for a WebSocket at ${detail}.`,
    remedy: "MQTT over WebSocket is at /mqtt, exactly, with or without a query string.",
  }),
  "websocket-subprotocol": (detail) => ({
    message: detail === "" ? "It offered no WebSocket subprotocol." : `It offered the WebSocket subprotocol ${detail}.`,
    remedy: 'It must offer mqtt: Sec-WebSocket-Protocol: mqtt; new WebSocket(url, ["mqtt"]).',
  }),
  "websocket-handshake": (detail) => ({
    message: `Its WebSocket handshake is not one: ${detail}.`,
    remedy: "A proxy between may have changed it. RFC 6455, 4.2.1 says what it must hold.",
  }),
  "not-http": (detail) => ({
    message: `What it sent over TLS without ALPN mqtt is not HTTP (${detail}).`,
    remedy: `MQTT takes ALPN mqtt (${ALPN_HOW}); HTTPS publish is POST /topics/<topic>.`,
  }),
  "http-timeout": () => ({
    message: "It sent no complete HTTP request in time.",
    remedy: "Without ALPN mqtt, HTTPS and WebSocket are expected, where the client speaks first.",
  }),
  "http-request": (detail) => ({
    message: `Its request was answered ${detail}.`,
    remedy: "Publish with POST /topics/<topic>?qos=0|1; MQTT over WebSocket is at /mqtt.",
  }),
  "too-many-connections": (detail) => ({
    message: `There are ${detail} connections, the most that the stand-in takes.`,
    remedy: "Close some. Clients that connect again and again without an end show above.",
  }),
  "web-page": (detail) => ({
    message: `A web page asked the control plane. ${detail}`,
    remedy: "Nothing was done. If no page of yours should ask it, find out which one does.",
  }),
} as const satisfies Record<string, Explain>;

/**
 * Why a client was turned away, and what to change, for a person.
 * @example
 * explainTurnedAway({ cause: "no-server-name" }, { caFile: "ca.pem" }).message; // "It sent no server name (SNI)."
 */
export function explainTurnedAway({ cause, detail = "" }: TurnedAway, place: TurnedAwayPlace): TurnedAwayExplanation {
  const explain: Explain = CAUSES[cause];
  return explain(detail, place);
}

/** Untrusted text cut to what an event may hold. */
export function detailOf(text: string): { readonly detail: string } {
  return { detail: text.length > 200 ? `${text.slice(0, 199)}…` : text };
}
