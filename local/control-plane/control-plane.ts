import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { type Clock, systemClock } from "../clock";
import type { RunOptions } from "../functions/deployed-function";
import { Functions } from "../functions/functions";
import { StandInOptionError } from "../local-errors";
import { AmazonAuthority } from "../registry/certificates/amazon-authority";
import type { Assumptions } from "./define-operation";
import { lambdaObserver } from "./forwarding/lambda-observer";
import type { CallRecord, ControlPlaneCall, Verdict } from "./http/control-plane-call";
import { requestHandler } from "./http/request-handler";
import { Store } from "./resources/control-plane-store";

/**
 * Longer than the pauses between calls of AWS's clients: a client would fail if it wrote to a connection that is being
 * closed.
 */
const KEEP_ALIVE_MILLISECONDS = 60_000;

/** Options of {@link startControlPlane}. */
export interface ControlPlaneOptions extends Partial<Assumptions> {
  /** Port to listen on. @default 0, any free port */
  readonly port?: number;
  /** Address to listen on. @default "127.0.0.1" */
  readonly host?: string;
  /** Names and addresses that requests may have as `Host`, besides `host` and loopback. @default [] */
  readonly hosts?: readonly string[];
  /** Account of all resources: 12 digits. @default "123456789012", the same as moto's */
  readonly accountId?: string;
  /**
   * Address that DescribeEndpoint returns for data endpoints, such as `localhost:8443`.
   * @default - an address like AWS's
   */
  readonly dataEndpoint?: string;
  /**
   * Endpoint for calls to all services except AWS IoT, such as moto's.
   * @default - DynamoDB's calls are handled here, all others are unsupported
   */
  readonly forwardTo?: string;
  /**
   * Options for running handlers. Their environment has this control plane's URL as the endpoint of AWS's APIs, and
   * credentials that belong to no identity.
   * @default {}
   */
  readonly run?: RunOptions;
  /** Clock of creation and modification dates. @default systemClock */
  readonly clock?: Clock;
  /** Called before every call, also before forwarded calls. @default - all calls pass */
  readonly intercept?: (call: ControlPlaneCall) => Verdict | Promise<Verdict>;
  /** Called after every call. @default - calls are not reported */
  readonly onCall?: (record: CallRecord) => void;
  /** Called for each request of a web page, after it was refused. Must not throw. @default - they are not reported */
  readonly onWebPage?: (request: IncomingMessage, message: string) => void;
}

/** A running control plane. */
export interface ControlPlane {
  /** `http://127.0.0.1:<port>`. */
  readonly url: string;
  readonly port: number;
  /** Authorizers and default authorizers, by Region. */
  readonly store: Store;
  /** The Lambda functions that authorizers may call. */
  readonly functions: Functions;
  /** Issues certificates in place of Amazon's certificate authority. */
  readonly amazon: AmazonAuthority;
  /** Closes all connections, and ends all handlers. */
  close(): Promise<void>;
}

/**
 * Starts a server that imitates AWS IoT Core's control plane over plain HTTP: authorizers, the default authorizer,
 * their tests, tags, domain configurations and endpoint addresses, in memory. Point AWS's tools at it with
 * `AWS_ENDPOINT_URL` or `--endpoint-url`.
 *
 * Service and Region are read from the credential scope of a request. Signatures are not verified: any credentials are
 * accepted. Requests of web pages in a browser are refused.
 *
 * @throws StandInOptionError if an option cannot be used, or the port is taken
 * @see https://docs.aws.amazon.com/iot/latest/apireference/API_Operations_AWS_IoT.html
 * @example
 * const controlPlane = await startControlPlane({ forwardTo: "http://127.0.0.1:5000" });
 * new IoTClient({ endpoint: controlPlane.url, region: "us-east-1", credentials });
 * await controlPlane.close();
 */
export async function startControlPlane(options: ControlPlaneOptions = {}): Promise<ControlPlane> {
  const { accountId = "123456789012", clock = systemClock, host = "127.0.0.1" } = options;
  if (!/^\d{12}$/.test(accountId)) {
    throw new StandInOptionError(`accountId must be 12 digits, got: ${accountId}. Write "123456789012".`);
  }
  const forwardTo = options.forwardTo === undefined ? undefined : endpointUrl(options.forwardTo);
  const store = new Store(accountId, options.dataEndpoint);
  const amazon = new AmazonAuthority();
  const surroundings: Record<string, string> = {};
  const functions = new Functions({ ...options.run, runtimeEnvironment: surroundings });
  const server = createServer(
    requestHandler({
      store,
      functions,
      amazon,
      clock,
      forwardTo,
      hosts: [host, ...(options.hosts ?? [])],
      assumptions: {
        setDefaultConflict: options.setDefaultConflict ?? false,
        deleteActiveConflict: options.deleteActiveConflict ?? true,
        deleteDefaultConflict: options.deleteDefaultConflict ?? true,
        domainDeletionWait: options.domainDeletionWait ?? true,
        thingTypeDeletionWait: options.thingTypeDeletionWait ?? true,
      },
      observeLambda: lambdaObserver(functions, accountId),
      intercept: options.intercept ?? (() => "pass"),
      onCall: options.onCall ?? (() => {}),
      onWebPage: options.onWebPage ?? (() => {}),
    }),
  );
  server.keepAliveTimeout = KEEP_ALIVE_MILLISECONDS;
  const port = await listen(server, options.port ?? 0, host);
  const url = `http://${host.includes(":") ? `[${host}]` : host}:${port}`;
  Object.assign(surroundings, functionSurroundings(url), options.run?.runtimeEnvironment);
  return {
    url,
    port,
    store,
    functions,
    amazon,
    async close() {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await Promise.all([closed, functions.close()]);
    },
  };
}

/**
 * Environment variables that AWS's clients in a function read: credentials, as Lambda gives them, but of no identity,
 * and the control plane as the endpoint of AWS's APIs, so that functions on this computer do not call AWS.
 */
function functionSurroundings(url: string): Record<string, string> {
  return {
    AWS_ACCESS_KEY_ID: "local",
    AWS_SECRET_ACCESS_KEY: "local",
    AWS_SESSION_TOKEN: "local",
    AWS_ENDPOINT_URL: url,
  };
}

function endpointUrl(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || !/^https?:$/.test(url.protocol)) {
    throw new StandInOptionError(
      `forwardTo must be an http or https URL, got: ${text}. Give the other endpoint's address, such as http://127.0.0.1:5000.`,
    );
  }
  return url;
}

function listen(server: Server, port: number, host: string): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once("error", (error: NodeJS.ErrnoException) => {
      const rule = error.code === "EADDRINUSE" ? "be free" : `be one to listen on (${error.code})`;
      reject(
        new StandInOptionError(`port must ${rule}, got: ${port} on ${host}. Choose another, or 0 for any free one.`),
      );
    });
    server.listen(port, host, () => resolve((server.address() as AddressInfo).port));
  });
}
