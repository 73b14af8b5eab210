import type { IncomingHttpHeaders } from "node:http";
import type { PublishProperties } from "../../broker";

/** The MQTT 5 properties of a message that is published over HTTPS. */
export type HttpPublishProperties = PublishProperties & { readonly messageExpirySeconds?: number };

const FORMATS: Readonly<Record<string, boolean>> = { UNSPECIFIED_BYTES: false, UTF8_DATA: true };
const BASE64 = /^[A-Za-z0-9+/]*={0,2}$/;

/**
 * Reads the MQTT 5 properties of a publish. Some are in the query string, some in headers.
 * @returns an error message if a property is malformed
 * @see https://docs.aws.amazon.com/iot/latest/apireference/API_iotdata_Publish.html
 * @example
 * readPublishProperties(new URLSearchParams("contentType=text/plain"), {}); // { contentType: "text/plain" }
 */
export function readPublishProperties(
  query: URLSearchParams,
  headers: IncomingHttpHeaders,
): HttpPublishProperties | string {
  const expiry = query.get("messageExpiry");
  if (expiry !== null && !/^\d{1,10}$/.test(expiry)) return "messageExpiry must be a number of seconds";
  const format = headers["x-amz-mqtt5-payload-format-indicator"] as string | undefined;
  if (format !== undefined && FORMATS[format] === undefined) {
    return "x-amz-mqtt5-payload-format-indicator must be UNSPECIFIED_BYTES or UTF8_DATA";
  }
  const correlation = headers["x-amz-mqtt5-correlation-data"] as string | undefined;
  if (correlation !== undefined && !BASE64.test(correlation)) return "x-amz-mqtt5-correlation-data must be base64";
  const userProperties = readUserProperties(headers["x-amz-mqtt5-user-properties"] as string | undefined);
  if (typeof userProperties === "string") return userProperties;
  const contentType = query.get("contentType");
  const responseTopic = query.get("responseTopic");
  return {
    ...(expiry !== null && { messageExpirySeconds: Number(expiry) }),
    ...(format !== undefined && { payloadFormatIndicator: FORMATS[format] === true }),
    ...(correlation !== undefined && { correlationData: Buffer.from(correlation, "base64") }),
    ...(userProperties !== undefined && { userProperties }),
    ...(contentType !== null && { contentType }),
    ...(responseTopic !== null && { responseTopic }),
  };
}

/**
 * Reads base64 of a JSON list of objects, each with one or more strings. Returns an error message if the header is
 * malformed.
 */
function readUserProperties(header: string | undefined): [string, string][] | undefined | string {
  if (header === undefined) return undefined;
  try {
    const list = JSON.parse(Buffer.from(header, "base64").toString()) as unknown[];
    const pairs = list.flatMap((object) => Object.entries(object as object));
    if (pairs.every((pair): pair is [string, string] => typeof pair[1] === "string")) return pairs;
  } catch {
    // Neither base64 nor a JSON list: reported below.
  }
  return 'x-amz-mqtt5-user-properties must be base64 of a JSON list such as [{"name": "value"}]';
}
