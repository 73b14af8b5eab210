import { AwsCallError } from "../../../aws/aws-call-error";
import type { Authorizer, AuthorizerSettings } from "../../../infra/default-authorizer/step";
import type { FakeIot } from "./fake-iot";

// biome-ignore lint/suspicious/noExplicitAny: a client's JSON, of unknown shape
type Json = Record<string, any>;

/** Carries out one request of the IoT or Lambda HTTP API on a `FakeIot`. @returns the answer's body */
export async function carryOut(iot: FakeIot, route: string, body: string, query: URLSearchParams): Promise<object> {
  const json: Json = body === "" ? {} : JSON.parse(body);
  const [method, path = ""] = route.split(" ");
  const [first = "", ...rest] = path.slice(1).split("/").map(decodeURIComponent);
  if (first === "default-authorizer") return defaultAuthorizer(iot, method, json);
  if (first === "tags") return method === "GET" ? tagsPage(iot, query) : tag(iot, json);
  if (first === "authorizer") return authorizer(iot, method, rest[0] ?? "", json);
  return permission(iot, method, rest, json);
}

async function defaultAuthorizer(iot: FakeIot, method: string | undefined, { authorizerName }: Json): Promise<object> {
  if (method === "GET") return described(await iot.describeDefault());
  if (method === "DELETE") {
    if (iot.default === undefined) throw new AwsCallError("clearDefault", "not-found", "Default authorizer not found");
    await iot.clearDefault();
    return {};
  }
  await iot.setDefault(authorizerName ?? "");
  return { authorizerName };
}

/** Returns one tag per page. AWS may divide the tags in any way. */
async function tagsPage(iot: FakeIot, query: URLSearchParams): Promise<object> {
  const tags = [...(await iot.tags(query.get("resourceArn") ?? ""))].map(([Key, Value]) => ({ Key, Value }));
  const page = Number(query.get("nextToken") ?? 0);
  return { tags: tags.slice(page, page + 1), ...(page + 1 < tags.length ? { nextToken: String(page + 1) } : {}) };
}

async function tag(iot: FakeIot, json: Json): Promise<object> {
  for (const { Key, Value } of json.tags ?? []) await iot.tag(json.resourceArn ?? "", Key, Value);
  return {};
}

async function authorizer(iot: FakeIot, method: string | undefined, name: string, json: Json): Promise<object> {
  switch (method) {
    case "POST": {
      const { authorizerFunctionArn: functionArn = "", status, tags = [], ...settings } = json;
      const pairs = (tags as { Key: string; Value: string }[]).map(({ Key, Value }) => [Key, Value] as const);
      await iot.createAuthorizer(
        name,
        { functionArn, active: status === "ACTIVE", ...settings } as never,
        new Map(pairs),
      );
      return { authorizerName: name };
    }
    case "PUT":
      if (body(json) !== '{"status":"INACTIVE"}') throw new AwsCallError("update", "refused", body(json));
      await iot.deactivateAuthorizer(name);
      return {};
    case "DELETE":
      if (!iot.authorizers.has(name)) throw new AwsCallError("delete", "not-found", "Authorizer not found");
      await iot.deleteAuthorizer(name);
      return {};
    default:
      return described(await iot.describe(name));
  }
}

const body = (json: Json) => JSON.stringify(json);

/** `/2015-03-31/functions/<function>/policy[/<statement>]` */
async function permission(iot: FakeIot, method: string | undefined, path: string[], json: Json): Promise<object> {
  const [, functionArn = "", , statementId = json.StatementId ?? ""] = path;
  const asked = { functionArn, statementId, authorizerArn: json.SourceArn ?? "", account: json.SourceAccount ?? "" };
  if (method === "POST") {
    const { Action, Principal } = json;
    if (Action !== "lambda:InvokeFunction" || Principal !== "iot.amazonaws.com")
      throw new AwsCallError("addPermission", "refused", body(json));
    await iot.addPermission(asked);
    return {};
  }
  if (!iot.functions.get(functionArn)?.has(statementId))
    throw new AwsCallError("removePermission", "not-found", "No policy is associated with the given resource.");
  await iot.removePermission(asked);
  return {};
}

function described(authorizer: (Authorizer & Partial<AuthorizerSettings>) | undefined): object {
  if (!authorizer) throw new AwsCallError("describe", "not-found", "Authorizer not found");
  const { name, arn, active, functionArn, ...settings } = authorizer;
  return {
    authorizerDescription: {
      authorizerName: name,
      authorizerArn: arn,
      authorizerFunctionArn: functionArn,
      status: active ? "ACTIVE" : "INACTIVE",
      creationDate: 1.5,
      ...settings,
    },
  };
}
