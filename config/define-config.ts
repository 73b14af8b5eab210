import { checkOptions } from "./groups/check-options";
import type { ConfigInput } from "./schema/config-schema";
import type { EndpointInput } from "./schema/endpoint-schema";

/**
 * Types the configuration, so that an editor knows every setting. Checks nothing: that happens when it is used.
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

/** Options of {@link withoutAlpn}: what says nothing of how clients log in. */
type WithoutAlpnOptions = Pick<EndpointInput, "domain" | "certificateArn" | "validationCertificateArn" | "status">;

/**
 * An endpoint for clients that cannot send ALPN: AWS IoT Core knows by its host name (SNI) that they log in with this stack's authorizer and
 * speak MQTT. Assumption: AWS's pages say that how devices connect to such an endpoint is configurable, and that ALPN decides at default
 * endpoint configurations; on which port it takes clients without ALPN, 443 or 8883, was not tried. docs/endpoints.md has the line that
 * shows it, for a person with an account.
 * @example endpoint: withoutAlpn()
 * @see https://docs.aws.amazon.com/iot/latest/developerguide/protocols.html
 */
export function withoutAlpn(options: WithoutAlpnOptions = {}): EndpointInput {
  checkOptions(options, ["domain", "certificateArn", "validationCertificateArn", "status"], "withoutAlpn");
  return { ...options, authenticationType: "CUSTOM_AUTH", applicationProtocol: "SECURE_MQTT" };
}
