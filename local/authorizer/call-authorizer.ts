import type { AuthorizerEvent } from "../../lambda/contract";
import type { Functions } from "../functions/functions";
import { permitsIot } from "../functions/resource-policy";
import type { Gone } from "../gone";
import { type CheckedResponse, checkResponse } from "./check-response";

/** The members of an authorizer that are needed to call its function. */
export interface CallableAuthorizer {
  /** `arn:<partition>:iot:<region>:<account>:authorizer/<name>`. */
  readonly arn: string;
  readonly functionArn: string;
}

/** The outcome of a call of an authorizer. Every kind except `answered` refuses the login. */
export type AuthorizerOutcome = AuthorizerAnswer & {
  /** Milliseconds that the call waited for a process of the function. @default 0 */
  readonly waitedMilliseconds?: number;
};

type AuthorizerAnswer =
  /** The function answered, within AWS's limits. */
  | { readonly kind: "answered"; readonly response: CheckedResponse; readonly milliseconds: number }
  /** The function does not exist. */
  | { readonly kind: "function-missing"; readonly message: string }
  /** The function's resource policy does not allow AWS IoT Core to call the function. */
  | { readonly kind: "not-permitted"; readonly message: string }
  /** The function took too long, crashed, or threw. */
  | {
      readonly kind: "function-failed";
      readonly message: string;
      readonly errorType: string;
      readonly milliseconds: number;
    }
  /** The function's answer is outside AWS's limits. */
  | { readonly kind: "invalid-response"; readonly message: string; readonly milliseconds: number }
  /** AWS could call this function, the stand-in cannot. */
  | { readonly kind: "unsupported"; readonly message: string };

/**
 * Calls an authorizer's function, as AWS IoT Core does after it chose the authorizer and checked the token's signature:
 * looks up the function, checks its resource policy, calls it, and checks the answer against AWS's limits. Never
 * rejects.
 * @param options `signal` ends the call once the client has disconnected
 * @see https://docs.aws.amazon.com/iot/latest/developerguide/custom-authorizer.html
 * @example
 * const outcome = await callAuthorizer(authorizer, buildEvent(request), functions);
 * if (outcome.kind === "answered" && outcome.response.isAuthenticated) { … }
 */
export async function callAuthorizer(
  authorizer: CallableAuthorizer,
  event: AuthorizerEvent,
  functions: Functions,
  options: { readonly signal?: Gone } = {},
): Promise<AuthorizerOutcome> {
  const { arn, functionArn } = authorizer;
  const deployed = functions.get(functionArn);
  if (deployed === undefined) {
    return { kind: "function-missing", message: `The Lambda function ${functionArn} does not exist` };
  }
  const isQualified = functionArn !== deployed.settings.functionArn;
  const unsupported = deployed.unsupported ?? (isQualified && `a version or an alias of a function (${functionArn})`);
  if (unsupported) {
    return { kind: "unsupported", message: unsupported };
  }
  if (!permitsIot(deployed.permissions, { authorizerArn: arn, accountId: arn.split(":")[4] ?? "" })) {
    return {
      kind: "not-permitted",
      message: `The resource policy of ${functionArn} does not let iot.amazonaws.com call lambda:InvokeFunction for ${arn}`,
    };
  }
  const outcome = await deployed.invoke(event, options);
  const { milliseconds, waitedMilliseconds } = outcome;
  const took = { milliseconds, ...(waitedMilliseconds !== undefined && { waitedMilliseconds }) };
  if (!outcome.ok) {
    const { errorType, errorMessage } = outcome;
    return { kind: "function-failed", errorType, message: `${errorType}: ${errorMessage}`, ...took };
  }
  const check = checkResponse(outcome.payload);
  return check.ok
    ? { kind: "answered", response: check.response, ...took }
    : { kind: "invalid-response", message: check.reason, ...took };
}
