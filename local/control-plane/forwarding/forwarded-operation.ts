import type { IncomingHttpHeaders } from "node:http";
import { lambdaCall } from "./lambda-calls";

/** A request to another service. */
export interface ForwardedRequest {
  readonly service: string;
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingHttpHeaders;
  /** Read for form bodies only. */
  readonly form?: URLSearchParams | undefined;
}

/**
 * The operation's name, as far as a request of this service tells it: JSON services say it in `X-Amz-Target`, query services in
 * `Action`, Lambda by method and path. Else method and path.
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

/** Whether the request's body is a form, as query services send it. */
export function isForm(headers: IncomingHttpHeaders): boolean {
  return headers["content-type"]?.startsWith("application/x-www-form-urlencoded") ?? false;
}
