import type { GroupInput } from "../schema/config-schema";
import { checkOptions } from "./check-options";

/**
 * A ready-made group for the MQTT 5 custom authorizer samples of the AWS IoT Device SDKs: client ids `mqtt5-sample-…`, which publish and subscribe
 * to `test/topic`.
 * @example groups: { samples: mqtt5Sample() }
 * @see https://github.com/aws/aws-iot-device-sdk-python-v2/tree/main/samples
 */
export function mqtt5Sample(...options: readonly never[]): GroupInput {
  checkOptions(options[0], [], "mqtt5Sample");
  return { clientIds: ["mqtt5-sample-*"], publish: ["test/topic"], subscribe: ["test/topic"] };
}
