import { storeRow } from "../../config/store-kinds";
import { callFailure } from "../aws/explain-failure";
import { CliError } from "../errors";
import { STORE_TOOLS } from "../kinds/store-tools";
import { NoApi } from "./api";
import { answer, authorizer, defaultAuthorizer } from "./checks/authorizer-check";
import { concurrency } from "./checks/concurrency-check";
import { endpoint, tls } from "./checks/endpoint-check";
import { errors } from "./checks/errors-check";
import { lambdaFunction } from "./checks/function-check";
import { clock, identity } from "./checks/identity-check";
import { leftovers } from "./checks/leftovers-check";
import { permission } from "./checks/permission-check";
import { stack } from "./checks/stack-check";
import { type Check, type Finding, failed, failedWith, type Subject, skipped, warning } from "./doctor-check";

/** Checks that the users can be read. */
const users: Check = {
  name: "users",
  actions: ["dynamodb:DescribeTable"],
  run: (subject) => storeRow(subject.stack.settings, STORE_TOOLS).check(subject),
};

/** Every check; those that others depend on come first. */
export const CHECKS: readonly Check[] = [
  identity,
  stack,
  leftovers,
  users,
  lambdaFunction,
  concurrency,
  errors,
  permission,
  authorizer,
  answer,
  defaultAuthorizer,
  clock,
  endpoint,
  tls,
];

/** A finding and the name of its check. */
export interface CheckResult extends Finding {
  readonly check: string;
}

/**
 * Runs every check and never throws: a denied call is a warning, and any other error is a failure.
 * @param onDone Called after each check
 */
export async function examine(
  subject: Subject,
  onDone: () => void,
  checks: readonly Check[] = CHECKS,
): Promise<CheckResult[]> {
  const results: CheckResult[] = [];
  for (const check of checks) {
    const finding = await check.run(subject).catch((error: unknown) => explain(error, check));
    results.push({ check: check.name, ...finding });
    onDone();
  }
  return results;
}

function explain(error: unknown, { name, actions }: Check): Finding {
  if (error instanceof NoApi) {
    return name === identity.name
      ? failedWith(error.message, "Log in to AWS.")
      : skipped("AWS cannot be called, see identity");
  }
  if (error instanceof CliError) return failedWith(error.message, "See the other checks.");
  if ((error as Error).name === "ConfigurationError")
    return failed((error as Error).message.split("\n").join("; ").replace(/\.$/, ""), "Correct the configuration.");
  const { kind, code, message } = callFailure(error);
  const said = code === message ? code : `${code}: ${message}`;
  switch (kind) {
    case "denied":
      return warning(`this check is not permitted (${said})`, `Ask for these permissions: ${actions.join(", ")}.`);
    case "credentials":
      return failed(`the credentials are not accepted (${said})`, "Log in again, or check the profile.");
    case "unreachable":
      return failed(`AWS's API cannot be reached (${said})`, "Check the network, AWS_ENDPOINT_URL and HTTPS_PROXY.");
    case "unsupported":
      return { status: "skipped", detail: message };
    default:
      return failed(`AWS answered ${said}`, "Look the error up in AWS's documentation of that API.");
  }
}
