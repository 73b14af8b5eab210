import { createServer, type IncomingMessage, request, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { IamPolicy } from "../../../../infra/permissions/policy-document";
import { forwardedOperation, isForm } from "../../../../local/control-plane/forwarding/forwarded-operation";
import { credentialScope } from "../../../../local/control-plane/http/request-handler";
import { findRoute } from "../../../../local/control-plane/routes";
import { allowing, matches } from "./evaluate";
import type { Requirement, SignedCall } from "./requirement";
import { requirementsOf } from "./requirements-of";

/** Access key id of the identity that runs Terraform, in every test. Other access keys are those of an assumed role. */
const CALLER_KEY = "testing";

/** Policies of the caller and of the role that the caller assumes, if any, and the task that they were printed for. */
export interface Policies {
  readonly caller: IamPolicy;
  readonly role?: IamPolicy;
  /**
   * Task of `iot-auth iam-policy`, such as `plan`. A policy for a task may allow only what the task needs, see
   * `unused()`.
   */
  readonly task: string;
}

/**
 * What policies allow, and what calls needed, each as task, statement, and action or resource. Several gates may share
 * a record.
 */
export interface Usage {
  readonly granted: Set<string>;
  readonly used: Set<string>;
}

export const newUsage = (): Usage => ({ granted: new Set(), used: new Set() });

/** Proxy in front of an AWS account that refuses calls which the caller's policy does not allow, with AWS's error. */
export interface IamGate {
  readonly url: string;
  /** Sets the policies from now on. */
  guard(policies: Policies): void;
  /** Requirements of calls that were refused. */
  readonly refused: Requirement[];
  /**
   * Returns, by task, the actions and resources that no call required, of all policies set on the gates that share the
   * record.
   */
  unused(): string[];
  close(): Promise<void>;
}

/**
 * Starts a gate. Until policies are set, it passes every call on.
 * @param target URL of the account
 * @param usage Record to which the gate adds what its policies allow and what calls need
 */
export async function startIamGate(target: string, { granted, used }: Usage = newUsage()): Promise<IamGate> {
  let policies: Policies | undefined;
  const refused: Requirement[] = [];

  const check = (call: SignedCall, accessKey: string): Requirement | undefined => {
    const policy = accessKey === CALLER_KEY ? policies?.caller : policies?.role;
    return requirementsOf(call).find((requirement) => {
      const statements = policy ? allowing(policy, requirement) : [];
      for (const { Sid, Resource } of statements) {
        used.add(`${policies?.task}: ${Sid} ${requirement.action}`);
        for (const pattern of Resource) {
          if (matches(pattern, requirement.resource)) used.add(`${policies?.task}: ${Sid} ${pattern}`);
        }
      }
      return statements.length === 0;
    });
  };

  const server = createServer(async (incoming, response) => {
    const body = await bodyOf(incoming);
    const call = callOf(incoming, body);
    const accessKey = /Credential=([^/]+)\//.exec(incoming.headers.authorization ?? "")?.[1] ?? "";
    const missing = call && policies ? check(call, accessKey) : undefined;
    if (!missing) return pass(incoming, body, response, target);
    refused.push(missing);
    refuse(response, missing, isForm(incoming.headers));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    refused,
    guard(next) {
      policies = next;
      for (const { Sid, Action, Resource } of [...next.caller.Statement, ...(next.role?.Statement ?? [])]) {
        for (const what of [...Action, ...Resource]) granted.add(`${next.task}: ${Sid} ${what}`);
      }
    },
    unused: () => [...granted].filter((grant) => !used.has(grant)).sort(),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function callOf({ method = "GET", url = "/", headers }: IncomingMessage, body: Buffer): SignedCall | undefined {
  const scope = credentialScope(headers);
  if (!scope) return undefined;
  const [path = "/", search = ""] = url.split(/\?(.*)/s);
  const query = new URLSearchParams(search);
  const form = isForm(headers) ? new URLSearchParams(body.toString("utf8")) : undefined;
  const operation =
    scope.service === "iot"
      ? (findRoute(method, path)?.operation.name ?? `${method} ${path}`)
      : forwardedOperation({ ...scope, method, path, query, headers, form });
  return { ...scope, operation, method, path, query, body };
}

function pass(incoming: IncomingMessage, body: Buffer, response: ServerResponse, target: string): void {
  const outgoing = request(
    new URL(incoming.url ?? "/", target),
    { method: incoming.method, headers: incoming.headers, agent: false },
    (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.rawHeaders);
      answer.pipe(response);
    },
  );
  outgoing.on("error", () => response.destroy());
  outgoing.end(body);
}

function refuse(response: ServerResponse, { action, resource }: Requirement, isXml: boolean): void {
  const message = `not authorized to perform: ${action} on resource: ${resource}`;
  const [type, text] = isXml
    ? [
        "text/xml",
        `<ErrorResponse><Error><Type>Sender</Type><Code>AccessDenied</Code><Message>${message}</Message></Error></ErrorResponse>`,
      ]
    : ["application/json", JSON.stringify({ __type: "AccessDeniedException", message })];
  response.writeHead(403, { "content-type": type, "x-amzn-errortype": "AccessDeniedException" });
  response.end(text);
}

async function bodyOf(incoming: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}
