import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from "node:http";
import { runDynamoDb } from "../../dynamodb/local-dynamodb";
import { UnsupportedByStandInError, unauthorized } from "../../local-errors";
import type { Assumptions, OperationContext } from "../define-operation";
import { forward } from "../forwarding/forward";
import { forwardedOperation, isForm } from "../forwarding/forwarded-operation";
import { type LambdaExchange, OBSERVED_OPERATIONS } from "../forwarding/lambda-observer";
import type { Store } from "../resources/control-plane-store";
import { findRoute, type Route } from "../routes";
import { answer, answerError, asErrorAnswer, type ErrorStyle } from "./answer-call";
import type { CallRecord, ControlPlaneCall, InjectedError, Verdict } from "./control-plane-call";
import { parseMembers, readBody } from "./read-body";
import { refuseWebPage } from "./web-page-guard";

/** Options of {@link requestHandler}. */
export interface RequestHandlerOptions extends Omit<OperationContext, "region" | "assumptions"> {
  readonly store: Store;
  readonly assumptions: Assumptions;
  readonly forwardTo?: URL | undefined;
  /** Names and addresses that requests may have as `Host` besides loopback. See {@link refuseWebPage}. */
  readonly hosts: readonly string[];
  /** Called for each request of a web page, after it was refused. */
  readonly onWebPage: (request: IncomingMessage, message: string) => void;
  readonly observeLambda: (exchange: LambdaExchange) => void;
  readonly intercept: (call: ControlPlaneCall) => Verdict | Promise<Verdict>;
  readonly onCall: (record: CallRecord) => void;
}

/** A request that has been read and not yet run. */
interface ReadRequest {
  readonly incoming: IncomingMessage;
  readonly response: ServerResponse;
  readonly call: ControlPlaneCall;
  readonly query: URLSearchParams;
  readonly route: Route | undefined;
  /** The body of a form and of a request to AWS IoT; undefined if the body has not been read. */
  readonly body: Buffer | undefined;
  readonly style: ErrorStyle;
}

/** The outcome of a request: nothing if it was dropped. */
interface Outcome {
  readonly status?: number;
  readonly errorType?: string;
}

/**
 * Returns a handler of HTTP requests: it refuses web pages, reads the request's service and Region, calls `intercept`,
 * runs the request, and reports it. Requests to `iot` run here; all others are forwarded to `forwardTo`. Without
 * `forwardTo`, requests to `dynamodb` also run here. Signatures are not verified.
 */
export function requestHandler(options: RequestHandlerOptions) {
  return async (incoming: IncomingMessage, response: ServerResponse): Promise<void> => {
    const started = performance.now();
    incoming.on("error", () => {}); // the caller closed the connection
    response.on("error", () => {});
    const webPage = refuseWebPage(incoming, options.hosts);
    if (webPage !== undefined) {
      incoming.resume();
      refuse(response, webPage, "json");
      options.onWebPage(incoming, webPage.message);
      return;
    }
    try {
      const request = await read(incoming, response);
      const verdict = await options.intercept(request.call);
      const outcome = await act(request, verdict, options);
      options.onCall({ ...request.call, ...outcome, verdict, milliseconds: performance.now() - started });
    } catch (error) {
      refuse(response, asErrorAnswer(error), "json");
    }
  };
}

async function read(incoming: IncomingMessage, response: ServerResponse): Promise<ReadRequest> {
  const { method = "GET", headers } = incoming;
  const [path = "/", search = ""] = (incoming.url ?? "/").split(/\?(.*)/s);
  const query = new URLSearchParams(search);
  const { service, region } = credentialScope(headers) ?? { service: "unknown", region: "unknown" };
  const form = isForm(headers);
  const body = service === "iot" || form ? await readBody(incoming) : undefined;
  const route = service === "iot" ? findRoute(method, path) : undefined;
  const operation =
    service === "iot" || service === "unknown"
      ? (route?.operation.name ?? `${method} ${path}`)
      : forwardedOperation({
          service,
          method,
          path,
          query,
          headers,
          form: form ? new URLSearchParams(body?.toString("utf8")) : undefined,
        });
  const call = { service, operation, method, path, region };
  return { incoming, response, call, query, route, body, style: form ? "xml" : "json" };
}

async function act(request: ReadRequest, verdict: Verdict, options: RequestHandlerOptions): Promise<Outcome> {
  const { incoming, response, style } = request;
  if (verdict === "drop") {
    incoming.socket.destroy();
    return {};
  }
  if (typeof verdict === "object") {
    incoming.resume();
    return refuse(response, verdict, style);
  }
  try {
    const { service } = request.call;
    const local = service === "iot" || service === "unknown" || options.forwardTo === undefined;
    return await (local ? runHere : runThere)(request, verdict === "drop-after", options);
  } catch (error) {
    incoming.resume();
    if (verdict === "drop-after") {
      incoming.socket.destroy();
      const { status, errorType } = asErrorAnswer(error);
      return { status, errorType };
    }
    return refuse(response, asErrorAnswer(error), style);
  }
}

async function runHere(request: ReadRequest, dropAnswer: boolean, options: RequestHandlerOptions): Promise<Outcome> {
  const { incoming, response, call } = request;
  const result = call.service === "dynamodb" ? await askDynamoDb(request, options) : await askIot(request, options);
  if (dropAnswer) {
    incoming.socket.destroy();
  } else {
    answer(response, 200, result);
  }
  return { status: 200 };
}

async function askDynamoDb({ incoming, call }: ReadRequest, { store }: RequestHandlerOptions): Promise<object> {
  const { tables, partition, accountId } = store.region(call.region);
  const arnPrefix = `arn:${partition}:dynamodb:${call.region}:${accountId}:table/`;
  return runDynamoDb(call.operation, await readBody(incoming), { tables, arnPrefix });
}

async function askIot(
  { incoming, call, query, route, body }: ReadRequest,
  options: RequestHandlerOptions,
): Promise<unknown> {
  if (call.service === "unknown") {
    throw unauthorized("The request must be signed (Authorization: AWS4-HMAC-SHA256 Credential=…); any credentials do");
  }
  if (route === undefined) {
    throw new UnsupportedByStandInError(`${call.method} ${call.path} (service ${call.service})`);
  }
  const inBody = body !== undefined && body.length > 0 ? parseMembers(body) : {};
  return route.operation.run(
    { ...Object.fromEntries(query), ...inBody, ...inHeaders(incoming, route), ...route.pathMembers },
    { ...options, region: options.store.region(call.region) },
  );
}

function inHeaders({ headers }: IncomingMessage, { operation }: Route): Record<string, unknown> {
  const members = Object.entries(operation.headers ?? {}).map(([member, header]) => [member, headers[header]]);
  return Object.fromEntries(members.filter(([, value]) => value !== undefined));
}

async function runThere(request: ReadRequest, dropAnswer: boolean, options: RequestHandlerOptions): Promise<Outcome> {
  const { incoming, response, call, query, body } = request;
  const target = options.forwardTo as URL;
  const isObserved = call.service === "lambda" && OBSERVED_OPERATIONS.some((name) => name === call.operation);
  const observe = (exchange: Pick<LambdaExchange, "requestBody" | "status" | "responseBody">) =>
    options.observeLambda({ ...call, ...exchange, query });
  try {
    const status = await forward(incoming, response, {
      target,
      dropAnswer,
      ...(body !== undefined && { body }),
      ...(isObserved && { observe }),
    });
    return { status };
  } catch (error) {
    const message = `${target.origin}, where calls to ${call.service} are forwarded, did not answer: ${(error as Error).message}`;
    return refuse(response, { status: 502, errorType: "ForwardingFailedByStandInException", message }, request.style);
  }
}

/** Answers with an error. If an answer has been started, closes the connection instead. */
function refuse(response: ServerResponse, error: InjectedError, style: ErrorStyle): Outcome {
  if (response.headersSent) {
    response.destroy();
  } else {
    answerError(response, error, style);
  }
  return { status: error.status, errorType: error.errorType };
}

/** The credential scope of a signed request. */
interface CredentialScope {
  readonly region: string;
  /** The service's signing name, such as `iot`. */
  readonly service: string;
}

/**
 * Reads Region and service from a request's Signature Version 4 header; undefined if the request is not signed. The
 * signature itself is not verified: any credentials are accepted.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-authentication-methods.html
 * @example
 * credentialScope({ authorization: "AWS4-HMAC-SHA256 Credential=AKID/20261121/us-east-1/iot/aws4_request,
 * SignedHeaders=…" }); // { region: "us-east-1", service: "iot" }
 */
export function credentialScope({ authorization }: IncomingHttpHeaders): CredentialScope | undefined {
  const [, region, service] =
    /^AWS4-[A-Z0-9-]+ +.*?Credential=[^/,\s]+\/\d{8}\/([a-z0-9-]+)\/([a-z0-9-]+)\/aws4_request\b/.exec(
      authorization ?? "",
    ) ?? [];
  return region === undefined || service === undefined ? undefined : { region, service };
}
