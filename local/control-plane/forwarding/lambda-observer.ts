import { partitionOf } from "../../../lambda/partitions";
import { parseFunctionArn, unqualified } from "../../functions/function-arn";
import type { Functions } from "../../functions/functions";
import type { Permission } from "../../functions/resource-policy";
import { lambdaCall } from "./lambda-calls";

/** A call to Lambda that another endpoint answered. */
export interface LambdaExchange {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly region: string;
  readonly requestBody: Buffer;
  readonly status: number;
  readonly responseBody: Buffer;
}

type Members = Readonly<Record<string, unknown>>;

/** Applies an operation's change to the function with an ARN. */
type Lesson = (
  functions: Functions,
  arn: string,
  request: Members,
  exchange: LambdaExchange,
  statementId: string,
) => void;

/**
 * Records the functions of successful calls to Lambda at another endpoint: code, handler, environment, memory, timeout,
 * reserved concurrency and resource policy. TestInvokeAuthorizer and the gateways can then run the deployed zip.
 *
 * @param accountId account of a function if neither the call nor the answer has an ARN
 * @example
 * const observe = lambdaObserver(functions, "123456789012");
 * observe({ method: "POST", path: "/2015-03-31/functions", …, status: 201 });
 */
export function lambdaObserver(functions: Functions, accountId: string): (exchange: LambdaExchange) => void {
  return (exchange) => {
    const call = lambdaCall(exchange.method, exchange.path);
    const lesson = LESSONS[call?.operation ?? ""];
    if (call === undefined || lesson === undefined || exchange.status < 200 || exchange.status > 299) {
      return;
    }
    const request = parse(exchange.requestBody);
    const answered = parse(exchange.responseBody).FunctionArn;
    const name = call.functionName ?? String(request.FunctionName);
    const arn = unqualified(typeof answered === "string" ? answered : asArn(name, exchange.region, accountId));
    if (parseFunctionArn(arn) !== undefined) {
      lesson(functions, arn, request, exchange, call.statementId ?? "");
    }
  };
}

/** Operations that change the record of a function. */
export const OBSERVED_OPERATIONS = [
  "CreateFunction",
  "UpdateFunctionCode",
  "UpdateFunctionConfiguration",
  "DeleteFunction",
  "AddPermission",
  "RemovePermission",
  "PutFunctionConcurrency",
  "DeleteFunctionConcurrency",
] as const;

const LESSONS: Readonly<Record<string, Lesson>> = {
  CreateFunction(functions, functionArn, request) {
    functions.register({
      functionArn,
      functionName: parseFunctionArn(functionArn)?.functionName ?? "",
      ...codeOf(request.Code as Members | undefined),
      handler: "",
      ...settingsOf(request),
    });
  },
  UpdateFunctionCode(functions, arn, request) {
    if (request.DryRun !== true) {
      functions.update(arn, codeOf(request));
    }
  },
  UpdateFunctionConfiguration(functions, arn, request) {
    functions.update(arn, settingsOf(request));
  },
  DeleteFunction(functions, arn, _request, { query }) {
    if (query.get("Qualifier") === null) {
      functions.remove(arn);
    }
  },
  AddPermission(functions, arn, request, { query }) {
    const added = permissionOf(request, query.get("Qualifier"));
    functions.setPermissions(arn, (present) => [...present.filter((one) => !isSame(one, added)), added]);
  },
  RemovePermission(functions, arn, _request, { query }, statementId) {
    const removed = { statementId, ...qualifierOf(query.get("Qualifier")) };
    functions.setPermissions(arn, (present) => present.filter((one) => !isSame(one, removed)));
  },
  PutFunctionConcurrency(functions, arn, { ReservedConcurrentExecutions: reserved }) {
    if (typeof reserved === "number") functions.update(arn, { reservedConcurrency: reserved });
  },
  DeleteFunctionConcurrency(functions, arn) {
    functions.update(arn, { reservedConcurrency: undefined });
  },
};

/** The zip, if the request contains it; undefined if the code is elsewhere, such as in S3. */
function codeOf(code: Members | undefined) {
  return { zip: typeof code?.ZipFile === "string" ? Buffer.from(code.ZipFile, "base64") : undefined };
}

/** The settings that a request contains. The function's other settings stay as they are. */
function settingsOf(request: Members) {
  const { Handler, Runtime, MemorySize, Timeout } = request;
  const variables = (request.Environment as { Variables?: Record<string, string> } | undefined)?.Variables;
  return {
    ...(typeof Handler === "string" && { handler: Handler }),
    ...(typeof Runtime === "string" && { runtime: Runtime }),
    ...(typeof MemorySize === "number" && { memorySize: MemorySize }),
    ...(typeof Timeout === "number" && { timeout: Timeout }),
    ...(variables !== undefined && { environment: variables }),
  };
}

function permissionOf(request: Members, qualifier: string | null): Permission {
  const { SourceArn, SourceAccount, PrincipalOrgID, EventSourceToken } = request;
  return {
    statementId: String(request.StatementId),
    action: String(request.Action),
    principal: String(request.Principal),
    ...(typeof SourceArn === "string" && { sourceArn: SourceArn }),
    ...(typeof SourceAccount === "string" && { sourceAccount: SourceAccount }),
    ...qualifierOf(qualifier),
    ...((PrincipalOrgID !== undefined || EventSourceToken !== undefined) && { unmeetable: true }),
  };
}

const qualifierOf = (qualifier: string | null) => (qualifier === null ? {} : { qualifier });

const isSame = (a: Pick<Permission, "statementId" | "qualifier">, b: Pick<Permission, "statementId" | "qualifier">) =>
  a.statementId === b.statementId && a.qualifier === b.qualifier;

/**
 * Returns the ARN of a function that is given by its ARN, by `account:function:name`, or by its name; a version or
 * alias may follow.
 */
function asArn(given: string, region: string, accountId: string): string {
  const [, account = accountId, name] = /^(?:(\d{12}):function:)?([^:]+)/.exec(given) ?? [];
  return given.startsWith("arn:") ? given : `arn:${partitionOf(region)}:lambda:${region}:${account}:function:${name}`;
}

function parse(body: Buffer): Members {
  try {
    return Object(JSON.parse(body.toString("utf8")));
  } catch {
    return {};
  }
}
