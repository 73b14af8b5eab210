import type { IncomingMessage } from "node:http";
import { isIP } from "node:net";
import type { InjectedError } from "./control-plane-call";

/** A request, as far as it tells who sent it. */
export type SenderOf = Pick<IncomingMessage, "headers"> & {
  /** The address that it came in on, where the server listens on all of this computer's. */
  readonly socket: Pick<IncomingMessage["socket"], "localAddress">;
};

const LOOPBACK_NAME = /^([a-z0-9-]+\.)*localhost$/;
const LOOPBACK_ADDRESS = /^(127\.\d{1,3}\.\d{1,3}\.\d{1,3}|::1)$/;
/** Addresses that stand for all of a computer's. */
const ALL = ["0.0.0.0", "::"];
const CODE = "WebPageRefusedByStandInException";

/**
 * Refuses what a web page in somebody's browser may have sent: the control plane checks no credentials, so any page could otherwise add
 * users or change the default authorizer. AWS's tools send none of what gives a page away:
 *
 * - `Origin`, which browsers send with every request to another site and with every one that is no plain GET or HEAD;
 * - `Sec-Fetch-Site` or `Sec-Fetch-Dest`, which they send with every request to this computer. Not `Sec-Fetch-Mode` alone: Node.js's own
 *   `fetch` sends it;
 * - a `Host` that is not this computer's, which is how a page asks whose name was made to lead here (DNS rebinding). To the browser that is
 *   the page's own site.
 *
 * @param hosts names and addresses that it may be asked by besides this computer's loopback ones; `0.0.0.0` or `::` stands for the address
 * that a request came in on
 * @returns what to answer, in place of doing anything
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

/** Without its port, an IPv6 address without its brackets. */
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
