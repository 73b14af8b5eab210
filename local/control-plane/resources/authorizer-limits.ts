import { parseFunctionArn } from "../../functions/function-arn";
import { invalidRequest, limitExceeded } from "../../local-errors";
import type { RegionState } from "./control-plane-store";

const MAX_AUTHORIZERS = 100;
const MAX_ACTIVE = 32;

/**
 * Checks that an account can have one more authorizer.
 * @throws AwsError `LimitExceededException`
 * @see https://docs.aws.amazon.com/general/latest/gr/iot-core.html
 */
export function checkRoomForOneMore(region: RegionState): void {
  if (region.authorizers.size >= MAX_AUTHORIZERS) {
    throw limitExceeded(`An account can have at most ${MAX_AUTHORIZERS} authorizers`);
  }
}

/**
 * Checks that the named authorizer can be ACTIVE besides the account's other ACTIVE authorizers.
 * @throws AwsError `LimitExceededException`
 * @see https://docs.aws.amazon.com/general/latest/gr/iot-core.html
 */
export function checkRoomForOneMoreActive(region: RegionState, name: string): void {
  const others = [...region.authorizers.values()].filter((one) => one.name !== name && one.status === "ACTIVE");
  if (others.length >= MAX_ACTIVE) {
    throw limitExceeded(`An account can have at most ${MAX_ACTIVE} active authorizers`);
  }
}

/**
 * Checks that the text is the ARN of a Lambda function. The function need not exist.
 * @throws AwsError `InvalidRequestException`. Assumption: the API's model allows any text here.
 */
export function checkFunctionArn(arn: string): void {
  if (parseFunctionArn(arn) === undefined) {
    throw invalidRequest("authorizerFunctionArn must be the ARN of a Lambda function");
  }
}
