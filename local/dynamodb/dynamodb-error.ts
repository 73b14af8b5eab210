import { AwsError } from "../local-errors";

/** An error that DynamoDB answers, with status 400. Some errors have members besides the message. */
export class DynamoDbError extends AwsError {
  /** @param members Further members of the error: `Item`, `CancellationReasons` */
  constructor(
    code: string,
    message: string,
    readonly members: Readonly<Record<string, unknown>> = {},
  ) {
    super(code, 400, message);
  }
}

/** The request breaks a rule of DynamoDB. */
export const invalid = (message: string): DynamoDbError => new DynamoDbError("ValidationException", message);

/** The request's body is not a JSON object. */
export const unreadable = (message: string): DynamoDbError => new DynamoDbError("SerializationException", message);

/** The table does not exist. */
export const noSuchTable = (): DynamoDbError =>
  new DynamoDbError("ResourceNotFoundException", "Requested resource not found");

/** The condition of a write does not hold. @param item The present item, if the request asked for it */
export const conditionFailed = (item?: object): DynamoDbError =>
  new DynamoDbError("ConditionalCheckFailedException", "The conditional request failed", item ? { Item: item } : {});
