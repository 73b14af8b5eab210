import { checkOptions } from "./groups/check-options";
import type { ConfigInput } from "./schema/config-schema";
import type { EndpointInput } from "./schema/endpoint-schema";

/**
 * Gives the configuration its type, so that an editor knows every setting. It is checked later, when it is used.
 * @example
 * export default defineConfig({
 *   name: "cloudprnt",
 *   region: "us-east-1",
 *   groups: { printers: cloudPrnt.printer() },
 * });
 */
export function defineConfig(config: ConfigInput): ConfigInput {
  return config;
}

/** Options of {@link withoutAlpn}: the endpoint's settings that do not concern how clients log in. */
type WithoutAlpnOptions = Pick<EndpointInput, "domain" | "certificateArn" | "validationCertificateArn" | "status">;

/**
 * An endpoint for clients that cannot send ALPN. From its host name (SNI), AWS IoT Core knows that they use MQTT and log in with this stack's
 * authorizer. Assumption: AWS's pages say that it is configurable how devices connect to such an endpoint, and that ALPN decides at default
 * endpoint configurations; it was not tried on which port, 443 or 8883, it accepts clients without ALPN. docs/endpoints.md has a command that
 * shows this in an AWS account.
 * @example endpoint: withoutAlpn()
 * @see https://docs.aws.amazon.com/iot/latest/developerguide/protocols.html
 */
export function withoutAlpn(options: WithoutAlpnOptions = {}): EndpointInput {
  checkOptions(options, ["domain", "certificateArn", "validationCertificateArn", "status"], "withoutAlpn");
  return { ...options, authenticationType: "CUSTOM_AUTH", applicationProtocol: "SECURE_MQTT" };
}
