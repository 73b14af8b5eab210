import type { Command } from "commander";
import type { CommandContext } from "../command-context";
import { loadProject } from "../project";
import { AWS_PORT, connectionTarget } from "../terraform/connection-target";
import { examples } from "../usage-texts";

export function configure(command: Command, context: CommandContext): void {
  command
    .description("Print the host name of the MQTT endpoint, from the outputs of the applied stack.")
    .addHelpText(
      "after",
      examples([
        ["iot-auth endpoint", "abc123-ats.iot.us-east-1.amazonaws.com; port 443, ALPN mqtt"],
        ["iot-auth endpoint --stage prod --json", "with port, ALPN and the authorizer to name"],
      ]),
    )
    .action(() => endpoint(context));
}

async function endpoint(context: CommandContext): Promise<void> {
  const project = await loadProject(context);
  const { host, port, authorizerName } = await connectionTarget(
    project.configFolder,
    project.stack(),
    undefined,
    context.io,
    "",
  );
  const value = { endpoint: host, port, alpn: "mqtt", authorizerName: authorizerName ?? null };
  // The local AWS IoT Core has another port than AWS.
  await context.output.result(value, () => (port === AWS_PORT ? host : `${host}:${port}`));
}
