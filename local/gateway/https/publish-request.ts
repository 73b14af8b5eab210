import type { IncomingHttpHeaders } from "node:http";
import { badRequest, type HttpAnswer } from "./http-answer";
import { type HttpPublishProperties, readPublishProperties } from "./https-publish-properties";

/** A message that an HTTP client publishes. */
export interface PublishRequest {
  readonly topic: string;
  readonly qos: 0 | 1;
  readonly retain: boolean;
  readonly properties: HttpPublishProperties;
}

const PREFIX = "/topics/";
/** Paths of AWS IoT Core's data API that the stand-in does not support. */
const UNSUPPORTED = /^\/(retainedMessage(\/|\?|$)|things\/[^/]+\/shadow|api\/things\/shadow|connections\/)/;

/**
 * Reads a publish request: `POST /topics/<topic>?qos=0|1&retain=true|false`.
 *
 * Assumption: slashes in the topic may or may not be percent-encoded; AWS says that the topic is encoded, but its
 * examples have no slash.
 * @returns the message, or the answer that refuses the request
 * @see https://docs.aws.amazon.com/iot/latest/developerguide/http.html
 * @see https://docs.aws.amazon.com/iot/latest/apireference/API_iotdata_Publish.html
 * @example
 * readPublishRequest("POST", "/topics/a%2Fb?qos=1"); // { topic: "a/b", qos: 1, retain: false, properties: {} }
 */
export function readPublishRequest(
  method: string,
  url: string,
  headers: IncomingHttpHeaders = {},
): PublishRequest | HttpAnswer {
  const [path = "", query = ""] = splitOnce(url, "?");
  if (UNSUPPORTED.test(path)) {
    return { status: 501, message: `The local stand-in of AWS IoT Core does not support this: ${method} ${path}` };
  }
  if (!path.startsWith(PREFIX)) return { status: 404, message: "Not Found" };
  if (method !== "POST") return { status: 405, message: "Method Not Allowed" };
  const topic = decode(path.slice(PREFIX.length));
  if (topic === undefined || topic === "") return badRequest("The topic is missing or not percent-encoded UTF-8");

  const parameters = new URLSearchParams(query);
  const qos = parameters.get("qos") ?? "0";
  if (qos !== "0" && qos !== "1") return badRequest("qos must be 0 or 1");
  const retain = parameters.get("retain") ?? "false";
  if (retain !== "true" && retain !== "false") return badRequest("retain must be true or false");
  const properties = readPublishProperties(parameters, headers);
  if (typeof properties === "string") return badRequest(properties);
  return { topic, qos: qos === "1" ? 1 : 0, retain: retain === "true", properties };
}

function splitOnce(text: string, separator: string): [string, string] {
  const at = text.indexOf(separator);
  return at === -1 ? [text, ""] : [text.slice(0, at), text.slice(at + 1)];
}

function decode(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}
