import type { LoadedStack } from "../synthesis/load-stack";
import { cloudPrntSettings, printerTopics } from "./cloud-prnt-settings";
import { endpointAddress } from "./endpoint-address";
import { exampleClient } from "./example-client";
import { mosquittoPubLine } from "./mosquitto-pub";

/** What the outputs are made from: a part of `LoginPlace`. */
interface PasswordOutputs {
  readonly loaded: LoadedStack;
  readonly host: string;
  readonly authorizer: { readonly name: string };
  readonly output: (name: string, value: string, description: string) => void;
}

/** Outputs to paste, for clients that log in by user name and password over MQTT. */
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
