import type { TestProject } from "../../helpers/project";
import { aUser, testProject } from "../../helpers/project";
import { runCli } from "../../helpers/run-cli";

const CONFIG = `export default defineConfig({
  name: "shop", region: "us-east-1", authorizer: { setAsDefault: true },
  groups: { gateways: { clientIds: ["{username}"], publish: ["up/{username}/#"], subscribe: ["down/{username}/#"] } },
});`;

/** Makes a project with a gateway, whose bridge is checked. */
export const bridgeProject = (): TestProject =>
  testProject({ config: CONFIG, users: [aUser({ name: "gw-1", group: "gateways" })] });

/** Runs `settings check` on a text. @returns the line numbers and the lines that it proposes */
export async function checkBridge(project: TestProject, text: string, ...more: string[]) {
  project.write("bridge.conf", text);
  const { code, stdout, stderr } = await runCli(["settings", "check", "bridge.conf", "--json", ...more], {
    cwd: project.folder,
  });
  const { findings = [] } = code > 1 ? {} : JSON.parse(stdout);
  return { code, stderr, findings: findings as { line: number; what: string; write?: string }[] };
}

/** Returns a correct NanoMQ bridge, with further lines. */
export const nanoMq = (...lines: string[]) =>
  [
    "bridges.mqtt.aws {",
    '  server = "tls+mqtt-tcp://abc-ats.iot.us-east-1.amazonaws.com:8883"',
    "  proto_ver = 4",
    '  clientid = "gw-1"',
    "  no_local_v4 = false",
    '  ssl { enable = true, keyfile = "a.key", certfile = "a.pem", cacertfile = "ca.pem" }',
    ...lines,
    "}",
  ].join("\n");
