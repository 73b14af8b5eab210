import { parseFunctionArn } from "../../functions/function-arn";
import { invalidRequest, limitExceeded } from "../../local-errors";
import type { RegionState } from "./control-plane-store";

const MAX_AUTHORIZERS = 100;
const MAX_ACTIVE = 32;

/**
 * Authorizers an account may have.
 * @throws AwsError `LimitExceededException`
 * @see https://docs.aws.amazon.com/general/latest/gr/iot-core.html
 */
export function checkRoomForOneMore(region: RegionState): void {
  if (region.authorizers.size >= MAX_AUTHORIZERS) {
    throw limitExceeded(`An account can have at most ${MAX_AUTHORIZERS} authorizers`);
  }
}

/**
 * ACTIVE authorizers an account may have beside the one named.
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
 * An authorizer's function must be a Lambda function. Whether it exists is not asked.
 * @throws AwsError `InvalidRequestException`. Assumption: the API's model allows any text here.
 */
export function checkFunctionArn(arn: string): void {
  if (parseFunctionArn(arn) === undefined) {
    throw invalidRequest("authorizerFunctionArn must be the ARN of a Lambda function");
  }
}
