import { type Command, Option } from "commander";
import { ConfigurationError } from "../../config/problem";
import type { CommandContext } from "../command-context";
import { EXIT } from "../exit-codes";
import { assumptionsHelp, parseAssumption } from "../local/assumption-options";
import { parseConcurrency, parsePort, parseTimeScale, parseUrl } from "../local/parse-options";
import { serveEmpty } from "../local/serve-empty";
import { serveLocally } from "../local/serve-locally";
import type { LocalOptions } from "../local/start-core";
import { loadProject } from "../project";
import { examples } from "../usage-texts";

/** Port of the stand-in: AWS's 443 would need special rights. */
const DEFAULT_PORT = 8443;

export function configure(command: Command, context: CommandContext): void {
  command
    .description(
      "A local AWS IoT Core: packages and synthesizes the stack, loads the zip that would be deployed, and accepts logins of real MQTT " +
        "clients. Reloads the configuration, the users and the handler when they change. Listens on this computer only, unless --host is given.",
    )
    .option("--port <PORT>", "port for MQTT, WebSocket and HTTPS; 0 for any free one", parsePort, DEFAULT_PORT)
    .option("--mqtts-port <PORT>", "port for clients with a certificate, AWS's 8883; 0 for any free one", parsePort, 0)
    .option("--host <HOST>", "address to listen on, and a name in the server's certificate", "127.0.0.1")
    .option("--control-plane-port <PORT>", "port for AWS's API; 0 for any free one", parsePort, 0)
    .option("--time-scale <FACTOR>", "factor by which refresh and expiry are faster", parseTimeScale, 1)
    .option(
      "--max-concurrency <CALLS>",
      "calls of the function at once, more wait (default: as many as fit into half of the memory)",
      parseConcurrency,
    )
    .option(
      "--assume <NAME=VALUE>",
      "what to assume where AWS's documentation says nothing; may be repeated, names and values are below",
      parseAssumption,
    )
    .option("--demo", "log two demo users in, and let them exchange messages")
    .option("--once", "end after the demonstration; exit code 1 if it went wrong")
    .addOption(
      new Option(
        "--empty",
        "load nothing: an account to deploy the stack into, with Terraform or CDKTF (docs/deploy-on-a-laptop.md)",
      ).conflicts(["demo", "once"]),
    )
    .option(
      "--forward-to <URL>",
      "with --empty: where calls of services other than AWS IoT are sent, such as moto",
      parseUrl,
    )
    .addHelpText(
      "after",
      examples([
        ["iot-auth local", "serve until ctrl-C, with a line for every decision"],
        ["iot-auth local --demo --once", "show what it does, and end"],
        ["iot-auth local --time-scale 60", "see refresh and expiry: one minute passes in a second"],
        ["iot-auth local --assume deniedPublish5=disconnect", "the other reading of AWS's documents"],
        [
          "iot-auth local --empty --forward-to http://127.0.0.1:5000",
          "an empty account for terraform apply, with moto beside it",
        ],
        ["iot-auth local --json", "one JSON event a line; the first is ready, left-out says how many are missing"],
      ]),
    )
    .addHelpText("after", assumptionsHelp())
    .action(async (options: LocalOptions) => {
      if (options.forwardTo !== undefined && !options.empty) throw forwardingWithoutEmpty(options.forwardTo);
      const project = await loadProject(context);
      if (options.empty) {
        await serveEmpty(project, options, context);
        return;
      }
      const succeeded = await serveLocally(project, options, context);
      if (!succeeded) context.exitWith(EXIT.refused);
    });
}

/** Without `--empty` the stack exists already: its deployment would be answered with 409. */
function forwardingWithoutEmpty(url: string): ConfigurationError {
  return new ConfigurationError([
    {
      path: "--forward-to",
      must: "be given together with --empty",
      got: url,
      remedy: "Without it the stack is loaded already, and cannot be deployed: add --empty.",
    },
  ]);
}
