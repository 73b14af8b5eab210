import type { IncomingMessage } from "node:http";
import { isIP } from "node:net";
import type { InjectedError } from "./control-plane-call";

/** The parts of a request that identify its sender. */
export type SenderOf = Pick<IncomingMessage, "headers"> & {
  /** The local address of the connection: the server may listen on all of this computer's addresses. */
  readonly socket: Pick<IncomingMessage["socket"], "localAddress">;
};

const LOOPBACK_NAME = /^([a-z0-9-]+\.)*localhost$/;
const LOOPBACK_ADDRESS = /^(127\.\d{1,3}\.\d{1,3}\.\d{1,3}|::1)$/;
/** Addresses that mean all addresses of a computer. */
const ALL = ["0.0.0.0", "::"];
const CODE = "WebPageRefusedByStandInException";

/**
 * Refuses requests that a web page in a browser may have sent: the control plane checks no credentials, so any page
 * could otherwise add users or change the default authorizer. AWS's tools do not send the headers by which requests of
 * web pages are recognized:
 *
 * - `Origin`, which browsers send with every request to another site and with every method except GET and HEAD;
 * - `Sec-Fetch-Site` or `Sec-Fetch-Dest`, which browsers send with every request to this computer. `Sec-Fetch-Mode`
 *   alone is allowed, since `fetch` of Node.js sends it;
 * - a `Host` that is not this computer's: a page whose name resolves to this computer (DNS rebinding) sends its own
 *   name, and the browser takes the request for one to the page's own site.
 *
 * @param hosts names and addresses that requests may have as `Host` besides loopback; `0.0.0.0` or `::` means the local
 * address of the request's connection
 * @returns the error to answer; undefined if the request is allowed
 * @see https://fetch.spec.whatwg.org/#origin-header
 * @see https://www.w3.org/TR/fetch-metadata/
 * @example
 * refuseWebPage(request, ["127.0.0.1"])?.status; // 403 for a request with Host: evil.example
 */
export function refuseWebPage(request: SenderOf, hosts: readonly string[]): InjectedError | undefined {
  const { headers } = request;
  for (const name of ["origin", "sec-fetch-site", "sec-fetch-dest"]) {
    const value = headers[name];
    if (value !== undefined) return refused(`This one has the header ${name}: ${shortened(String(value))}.`);
  }
  const host = hostOf(headers.host);
  if (host !== undefined && isOwn(host, request, hosts)) return undefined;
  return refused(
    `Host must be localhost, a loopback address or what the stand-in was told to listen on, got: ${shortened(headers.host ?? "none")}.`,
  );
}

const refused = (why: string): InjectedError => ({
  status: 403,
  errorType: CODE,
  message: `The local stand-in of AWS IoT Core takes no requests of web pages. ${why} Use aws, terraform, an SDK or iot-auth.`,
});

const shortened = (text: string): string => (text.length > 100 ? `${text.slice(0, 100)}…` : text);

/** The host name or address of a `Host` header, without port and brackets. */
function hostOf(header: string | undefined): string | undefined {
  const [, bracketed, plain] = /^(?:\[([0-9a-f:.]+)\]|([a-z0-9._-]+))(?::\d{1,5})?$/i.exec(header ?? "") ?? [];
  return (bracketed ?? plain)?.toLowerCase().replace(/\.$/, "");
}

function isOwn(host: string, { socket }: SenderOf, hosts: readonly string[]): boolean {
  if (isIP(host) === 0 ? LOOPBACK_NAME.test(host) : LOOPBACK_ADDRESS.test(host)) return true;
  if (hosts.some((one) => one.toLowerCase() === host)) return true;
  const cameInOn = socket.localAddress?.replace(/^::ffff:(?=\d+\.)/, "");
  return hosts.some((one) => ALL.includes(one)) && host === cameInOn;
}
