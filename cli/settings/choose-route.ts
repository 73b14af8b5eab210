import { ConfigurationError, Described } from "../../config/problem";
import type { ClientLoginKind, ClientPlace, SettingsClient } from "./settings-client";

/** Application protocol of an endpoint: `DEFAULT` accepts all, chosen by port and ALPN; a CUSTOM_AUTH endpoint may accept one only. */
export type EndpointProtocol = "DEFAULT" | "SECURE_MQTT" | "MQTT_WSS" | "HTTPS";

/** Transport and ALPN protocol with which a client reaches an endpoint. */
export type Route = Pick<ClientPlace, "transport" | "alpn">;

/**
 * Chooses how a client logs in at an endpoint: by MQTT over TLS, which a `DEFAULT` endpoint accepts for custom authentication only with ALPN
 * `mqtt`, or by MQTT over WebSocket. A certificate needs no ALPN on port 8883.
 * @param place Endpoint, for clients that send ALPN to certain endpoints only; left out for the local AWS IoT Core, where
 * {@link SettingsClient.localLimit} says so
 * @throws {ConfigurationError} if the client cannot log in there, with what to do instead
 * @see https://docs.aws.amazon.com/iot/latest/developerguide/protocols.html
 */
export function chooseRoute(
  client: SettingsClient,
  login: ClientLoginKind,
  protocol: EndpointProtocol,
  place?: Pick<ClientPlace, "host" | "port">,
): Route {
  checkLogin(client, login);
  if (login === "certificate") return { transport: "tls" };
  if (protocol === "HTTPS")
    throw refused(client, "an endpoint for HTTPS, which carries no MQTT", "Use an endpoint for MQTT.");
  const onlyAt = "since" in client.alpn ? client.alpn.onlyAt : undefined;
  const sendsAlpn = "since" in client.alpn && (onlyAt === undefined || place === undefined || onlyAt.sends(place));
  const overTls = protocol !== "MQTT_WSS" && !client.onlyWebSocket;
  if (overTls && (sendsAlpn || protocol === "SECURE_MQTT"))
    return { transport: "tls", ...(sendsAlpn && { alpn: "mqtt" as const }) };
  if (client.webSocket && protocol !== "SECURE_MQTT") return { transport: "wss" };
  const got = {
    DEFAULT:
      "an endpoint that accepts a user name and password over TLS only with ALPN, which this client does not send",
    SECURE_MQTT: "an endpoint for MQTT over TLS only, while this client uses MQTT over WebSocket",
    MQTT_WSS: "an endpoint for MQTT over WebSocket only, which this client does not support",
  }[protocol];
  const otherwise = protocol === "DEFAULT" ? onlyAt?.wayOut : undefined;
  throw refused(
    client,
    got,
    "wayOut" in client.alpn ? client.alpn.wayOut : (otherwise ?? "Use the account's own endpoint: --endpoint HOST."),
  );
}

function checkLogin({ title, logins, traps }: SettingsClient, login: ClientLoginKind): void {
  if (logins.includes(login)) return;
  const must = `be a client that can log in with ${LOGINS[login]}`;
  const remedies: Readonly<Record<ClientLoginKind, string>> = {
    token:
      "The stack requires signed tokens, which expire, and with these settings the client cannot fetch the next one. Use a separate stack " +
      "without authorizer.signing for such devices, or let a program fetch tokens for them.",
    certificate: `It logs in with ${logins.map((kind) => LOGINS[kind]).join(" or ")}: give --user.`,
    password: traps.join(" "),
  };
  throw new ConfigurationError([{ path: "CLIENT", must, got: title, remedy: remedies[login] }]);
}

const LOGINS: Readonly<Record<ClientLoginKind, string>> = {
  password: "a user name and password",
  token: "a signed token",
  certificate: "a certificate",
};

function refused({ title }: SettingsClient, what: string, remedy: string): ConfigurationError {
  const must = `be an endpoint that ${title} can log in at`;
  return new ConfigurationError([{ path: "--endpoint", must, got: new Described(what), remedy }]);
}
