import { shellCommand } from "../text/quote";
import type { ExampleClient } from "./example-client";

/**
 * A line for a POSIX shell that publishes one message; it reads the password from the variable `PASSWORD`.
 * @param endpoint A host name, or Terraform's expression for one, which a shell's quotes may not change
 * @param authorizerName Named in the user name, for authorizers that are not the default
 */
export function mosquittoPubLine(endpoint: string, client: ExampleClient, authorizerName: string | undefined): string {
  const userName =
    authorizerName === undefined ? client.user : `${client.user}?x-amz-customauthorizer-name=${authorizerName}`;
  return [
    `mosquitto_pub -h ${endpoint} -p 443 --tls-alpn mqtt --tls-use-os-certs`,
    shellCommand(["-i", client.clientId, "-u", userName]),
    '-P "$PASSWORD"',
    shellCommand(["-t", client.topic, "-m", "hello", "-q", "1"]),
  ].join(" ");
}
