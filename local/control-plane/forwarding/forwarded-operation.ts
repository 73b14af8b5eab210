import type { IncomingHttpHeaders } from "node:http";
import { lambdaCall } from "./lambda-calls";

/** A request to another service than AWS IoT. */
export interface ForwardedRequest {
  readonly service: string;
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingHttpHeaders;
  /** The body, if it is a form. */
  readonly form?: URLSearchParams | undefined;
}

/**
 * Returns the name of a request's operation. JSON services have it in `X-Amz-Target`, query services in `Action`, and
 * Lambda's operations are known by method and path. For other requests, returns method and path.
 * @example
 * forwardedOperation(request); // "GetCallerIdentity"
 */
export function forwardedOperation({ service, method, path, query, headers, form }: ForwardedRequest): string {
  const target = headers["x-amz-target"];
  const named =
    (typeof target === "string" ? target.split(".").at(-1) : undefined) ??
    form?.get("Action") ??
    query.get("Action") ??
    (service === "lambda" ? lambdaCall(method, path)?.operation : undefined);
  return named ?? `${method} ${path}`;
}

/** Whether the request's body is a form, as in requests to query services. */
export function isForm(headers: IncomingHttpHeaders): boolean {
  return headers["content-type"]?.startsWith("application/x-www-form-urlencoded") ?? false;
}
