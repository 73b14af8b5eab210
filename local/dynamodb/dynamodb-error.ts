import { AwsError } from "../local-errors";

/** An error of DynamoDB's: always status 400, and some say more than a message. */
export class DynamoDbError extends AwsError {
  /** @param members What the error says besides: `Item`, `CancellationReasons` */
  constructor(
    code: string,
    message: string,
    readonly members: Readonly<Record<string, unknown>> = {},
  ) {
    super(code, 400, message);
  }
}

/** The request is not one that DynamoDB takes. */
export const invalid = (message: string): DynamoDbError => new DynamoDbError("ValidationException", message);

/** The request's body cannot be read as the object that DynamoDB takes. */
export const unreadable = (message: string): DynamoDbError => new DynamoDbError("SerializationException", message);

/** There is no such table. */
export const noSuchTable = (): DynamoDbError =>
  new DynamoDbError("ResourceNotFoundException", "Requested resource not found");

/** @param item The item as it is, if the request asked for it */
export const conditionFailed = (item?: object): DynamoDbError =>
  new DynamoDbError("ConditionalCheckFailedException", "The conditional request failed", item ? { Item: item } : {});
