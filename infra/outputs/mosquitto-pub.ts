import type { ExampleClient } from "./example-client";

/**
 * A line for a POSIX shell that publishes one message; it reads the password from the variable `PASSWORD`.
 * @param authorizerName Named in the user name, for authorizers that are not the default
 */
export function mosquittoPubLine(endpoint: string, client: ExampleClient, authorizerName: string | undefined): string {
  const userName =
    authorizerName === undefined ? client.user : `${client.user}?x-amz-customauthorizer-name=${authorizerName}`;
  return [
    `mosquitto_pub -h ${endpoint} -p 443 --tls-alpn mqtt --tls-use-os-certs`,
    `-i ${quote(client.clientId)} -u ${quote(userName)} -P "$PASSWORD" -t ${quote(client.topic)} -m hello -q 1`,
  ].join(" ");
}

function quote(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
