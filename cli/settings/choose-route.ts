import { ConfigurationError, Described } from "../../config/problem";
import type { ClientLoginKind, ClientPlace, SettingsClient } from "./settings-client";

/** What an endpoint takes: everything, chosen by port and ALPN, or the one protocol of a CUSTOM_AUTH endpoint. */
export type EndpointProtocol = "DEFAULT" | "SECURE_MQTT" | "MQTT_WSS" | "HTTPS";

/** How a client reaches an endpoint. */
export type Route = Pick<ClientPlace, "transport" | "alpn">;

/**
 * How a client can log in at an endpoint: MQTT over TLS, which custom authentication on a `DEFAULT` endpoint takes with ALPN `mqtt` only, or MQTT
 * over WebSocket. A certificate needs no ALPN on port 8883.
 * @param place For clients that send ALPN to some places only; left out for the local AWS IoT Core, whose texts say so by themselves
 * @throws {ConfigurationError} if it cannot, with what to do instead
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
    throw refused(client, "an endpoint for HTTPS, which carries no MQTT", "Take an endpoint for MQTT.");
  const onlyAt = "since" in client.alpn ? client.alpn.onlyAt : undefined;
  const sendsAlpn = "since" in client.alpn && (onlyAt === undefined || place === undefined || onlyAt.sends(place));
  const overTls = protocol !== "MQTT_WSS" && !client.onlyWebSocket;
  if (overTls && (sendsAlpn || protocol === "SECURE_MQTT"))
    return { transport: "tls", ...(sendsAlpn && { alpn: "mqtt" as const }) };
  if (client.webSocket && protocol !== "SECURE_MQTT") return { transport: "wss" };
  const got = {
    DEFAULT: "an endpoint that takes a user name and password over TLS with ALPN only, which it cannot send",
    SECURE_MQTT: "an endpoint for MQTT over TLS only, where it speaks MQTT over WebSocket",
    MQTT_WSS: "an endpoint for MQTT over WebSocket only, which it does not speak",
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
      "The stack asks for signed tokens, which expire, and these settings could not fetch the next one. Leave authorizer.signing out for " +
      "such devices (a stack of their own), or put a program in front that fetches tokens.",
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
  const must = `be reached by ${title} as the endpoint wants it`;
  return new ConfigurationError([{ path: "--endpoint", must, got: new Described(what), remedy }]);
}
