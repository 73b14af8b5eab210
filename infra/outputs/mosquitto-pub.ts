import { shellCommand } from "../../config/text";
import type { ExampleClient } from "./example-client";

/**
 * A line for a POSIX shell that publishes one message; it reads the password from the variable `PASSWORD`.
 * @param host A host name, or Terraform's expression for one, which a shell's quotes may not change
 * @param authorizerName Named in the user name, for authorizers that are not the default
 * @param port A number, or Terraform's expression for one
 */
export function mosquittoPubLine(
  host: string,
  client: ExampleClient,
  authorizerName: string | undefined,
  port = "443",
): string {
  const userName =
    authorizerName === undefined ? client.user : `${client.user}?x-amz-customauthorizer-name=${authorizerName}`;
  return [
    `mosquitto_pub -h ${host} -p ${port} --tls-alpn mqtt --tls-use-os-certs`,
    shellCommand(["-i", client.clientId, "-u", userName]),
    '-P "$PASSWORD"',
    shellCommand(["-t", client.topic, "-m", "hello", "-q", "1"]),
  ].join(" ");
}
