import { Fn } from "cdktf";
import { shellCommand } from "../../config/text";
import type { LoadedStack } from "../synthesis/load-stack";
import { cloudPrntSettings, printerTopics } from "./cloud-prnt-settings";
import { type ExampleClient, exampleClient } from "./example-client";

/** Settings of {@link passwordOutputs}: a part of `LoginPlace`. */
interface PasswordOutputs {
  readonly loaded: LoadedStack;
  readonly host: string;
  readonly authorizer: { readonly name: string };
  readonly output: (name: string, value: string, description: string) => void;
}

/** Outputs to paste, for MQTT clients that log in with a user name and password. */
export function passwordOutputs({ loaded, host: endpoint, authorizer, output }: PasswordOutputs): void {
  const { authorizer: settings, endpoint: own, groups } = loaded.settings;
  if (own && !["SECURE_MQTT", "DEFAULT"].includes(own.applicationProtocol)) return;
  const named = settings.setAsDefault || own ? undefined : authorizer.name;
  const { host, port } = own ? { host: endpoint, port: "443" } : endpointAddress(endpoint);
  const client = exampleClient(loaded);
  if (client) {
    output(
      "mosquitto_pub",
      mosquittoPubLine(host, client, named, port),
      "Publishes one message; put the user's password into the shell variable PASSWORD first",
    );
  }
  const topics = printerTopics(groups);
  if (topics === undefined) return;
  output(
    "cloudprnt_settings",
    JSON.stringify(cloudPrntSettings(host, named, topics)).replace('"portNumber":443', `"portNumber":${port}`),
    "CloudPRNT server settings (cloudprnt-setting.json); the password is left empty, each printer has its own",
  );
}

/** Host and port of an endpoint, as Terraform's expressions. */
interface EndpointAddress {
  readonly host: string;
  readonly port: string;
}

/**
 * Host and port of an endpoint's address, which Terraform knows during the plan. AWS's address is a host name, with
 * port 443; the address of the local AWS IoT Core includes its port.
 * @param endpoint Terraform's expression for `endpointAddress` of DescribeEndpoint
 * @see https://docs.aws.amazon.com/iot/latest/apireference/API_DescribeEndpoint.html
 */
function endpointAddress(endpoint: string): EndpointAddress {
  const parts = Fn.split(":", endpoint);
  // For a list of one element, `element` returns the first as the second, which is not a number.
  return { host: Fn.element(parts, 0), port: Fn.tostring(Fn.try([Fn.tonumber(Fn.element(parts, 1)), 443])) };
}

/**
 * A line for a POSIX shell that publishes one message; it reads the password from the variable `PASSWORD`.
 * @param host A host name, or Terraform's expression for one, which must not be quoted for the shell
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
