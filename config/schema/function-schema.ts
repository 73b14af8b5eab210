import { z } from "zod";
import { arn } from "../names/arn";
import { integer, oneOf, packRule } from "./setting-fields";

/** Retention periods of CloudWatch Logs, in days. */
export const LOG_RETENTION_DAYS = [
  1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
] as const;

/** The Lambda function behind the authorizer. */
export const functionSchema = z.strictObject({
  /**
   * Memory in MB, 128 to 10,240. More memory means more CPU: raise it if many users have passwords that they chose (scrypt).
   * @default 256
   */
  memorySize: integer(128, 10_240, "be a whole number of MB from 128 to 10240", "256 suits most.").default(256),
  /**
   * Processor architecture.
   * @default "arm64"
   */
  architecture: oneOf(["arm64", "x86_64"], "arm64 costs less.").default("arm64"),
  /**
   * Lambda runtime that AWS supports: nodejs22.x until April 2027, nodejs24.x until April 2028. nodejs24.x needs version 6.19.0 of the AWS
   * provider or later, which the stack then requires.
   * @default "nodejs22.x"
   * @see https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtimes.html
   */
  runtime: oneOf(["nodejs22.x", "nodejs24.x"], "nodejs22.x suits most; AWS ended its support of older ones.").default(
    "nodejs22.x",
  ),
  /**
   * Days to keep the decision log: one of CloudWatch's retention periods.
   * @default 30
   */
  logRetentionInDays: z
    .union(
      LOG_RETENTION_DAYS.map((days) => z.literal(days)),
      {
        error: packRule({
          must: `be one of ${LOG_RETENTION_DAYS.join(", ")} days`,
          remedy: "CloudWatch Logs has only these periods.",
        }),
      },
    )
    .default(30),
  /**
   * Concurrent executions that are reserved for this function, which is also its limit.
   * @default - none reserved
   */
  reservedConcurrentExecutions: integer(
    1,
    100_000,
    "be a whole number from 1",
    "Leave it out to share the account's concurrency.",
  ).optional(),
  /**
   * Managed policy that limits the permissions of the function's role, whatever other policies it has. `iot-auth iam-policy` then allows the
   * deployer to change the role only while it has this boundary.
   * @default - none
   * @example "arn:aws:iam::123456789012:policy/function-boundary"
   */
  permissionsBoundaryArn: arn("policy").optional(),
});
