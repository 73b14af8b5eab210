import type { IncomingMessage } from "node:http";
import type { HttpContext } from "./connection-context";

/**
 * What an authorizer's function is told of an HTTP request.
 * @example
 * httpContext(request); // { headers: { Host: "localhost", "x-amz-customauthorizer-name": "printers" }, queryString: "?qos=1" }
 */
export function httpContext({ rawHeaders, url = "" }: IncomingMessage): HttpContext {
  const headers = new Map<string, { name: string; value: string }>();
  for (let index = 0; index + 1 < rawHeaders.length; index += 2) {
    const [name = "", value = ""] = rawHeaders.slice(index, index + 2);
    const known = headers.get(name.toLowerCase());
    headers.set(name.toLowerCase(), known ? { ...known, value: `${known.value}, ${value}` } : { name, value });
  }
  const query = url.indexOf("?");
  return {
    headers: Object.fromEntries([...headers.values()].map(({ name, value }) => [name, value])),
    queryString: query === -1 ? "" : url.slice(query),
  };
}
