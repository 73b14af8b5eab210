import type { z } from "zod";
import { UnsupportedByStandInError } from "../local-errors";
import { invalid, unreadable } from "./dynamodb-error";
import type { Tables } from "./tables";

/** Context of an operation. */
export interface DynamoDbContext {
  readonly tables: Tables;
  /** `arn:<partition>:dynamodb:<region>:<account>:table/`. */
  readonly arnPrefix: string;
}

/** An operation of DynamoDB's API. */
export interface DynamoDbOperation {
  readonly name: string;
  /**
   * @throws {DynamoDbError} with AWS's code; {UnsupportedByStandInError} for members that the stand-in does not know
   */
  readonly run: (members: unknown, context: DynamoDbContext) => object;
}

/**
 * Defines an operation whose input is checked before it runs. Members that the schema does not have are refused as
 * unsupported: to ignore them would give another result than AWS.
 */
export function defineDynamoDbOperation<Schema extends z.ZodObject>(
  name: string,
  input: Schema,
  run: (input: z.output<Schema>, context: DynamoDbContext) => object,
): DynamoDbOperation {
  return { name, run: (members, context) => run(check(name, input, members), context) };
}

function check<Schema extends z.ZodObject>(operation: string, schema: Schema, members: unknown): z.output<Schema> {
  const result = schema.strict().safeParse(members);
  if (result.success) return result.data as z.output<Schema>;
  const [issue] = result.error.issues;
  if (issue?.code === "unrecognized_keys") {
    throw new UnsupportedByStandInError(
      `${[...issue.path, issue.keys[0]].join(".")} in ${operation} (service dynamodb)`,
    );
  }
  if (issue?.path.length === 0) throw unreadable("The request must be a JSON object");
  const at = (issue?.path ?? []).map((key, i) => (i === 0 ? uncapitalized(String(key)) : String(key))).join(".");
  throw invalid(`1 validation error detected: Value at '${at}' failed to satisfy constraint: ${issue?.message}`);
}

const uncapitalized = (text: string): string => text.charAt(0).toLowerCase() + text.slice(1);
