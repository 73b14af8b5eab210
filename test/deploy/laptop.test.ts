import { chmodSync, mkdirSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { delimiter, join } from "node:path";
import { type Program, start } from "../clients/program";
import { makeFullCheckout } from "../docs/blocks/full-checkout";
import { blocksFor } from "../docs/blocks/runners";
import { describeWith } from "../helpers/needs";
import { run } from "../helpers/run";
import { makeTerraform, type Terraform } from "./helpers/terraform";

jest.setTimeout(300_000);

/** Script in place of `npx`, which starts faster than npm. */
const NPX = 'shift; exec node "$CLONE/cli/bin.mjs" "$@"';

describeWith(["terraform", "provider-mirror", "moto_server"], "docs/deploy-on-a-laptop.md, from top to bottom", () => {
  const clone = makeFullCheckout();
  const [moto, local, ...session] = blocksFor(__filename);
  const servers: Program[] = [];
  let terraform: Terraform;
  let env: NodeJS.ProcessEnv;
  let withFreePorts: (text: string) => string;

  beforeAll(async () => {
    const ports = await freePorts(2);
    withFreePorts = (text) => text.replaceAll("5000", String(ports[0])).replaceAll("4566", String(ports[1]));
    // Only for Terraform's own settings: the document sets the endpoint.
    terraform = await makeTerraform("http://127.0.0.1:1", "us-east-1");
    const bin = join(clone.folder, "bin");
    mkdirSync(bin);
    writeFileSync(join(bin, "npx"), `#!/bin/sh\n${NPX}\n`);
    chmodSync(join(bin, "npx"), 0o755);
    const ofTerraform = Object.entries(terraform.env).filter(([name]) => !name.startsWith("AWS_"));
    env = {
      ...Object.fromEntries(ofTerraform),
      PATH: [bin, process.env.PATH].join(delimiter),
      CLONE: clone.folder,
      TF_CLI_ARGS: "-no-color",
      PYTHONUNBUFFERED: "1",
      MOTO_IAM_LOAD_MANAGED_POLICIES: "false",
    };
  });
  afterAll(async () => {
    for (const server of servers.reverse()) await server.stop("SIGINT");
    await terraform?.close();
    clone.remove();
  });

  /** Starts the command of a block that does not end by itself. */
  function serve(text: string): Program {
    const server = start("sh", ["-c", `cd "$CLONE" && exec ${withFreePorts(text).trim()}`], env);
    servers.push(server);
    return server;
  }

  it("deploys, connects a client, and destroys the stack", async () => {
    await serve(moto?.text ?? "").printed(/Running on /);
    const iotAuth = serve(`${local?.text.trim()} --port 0`);
    await iotAuth.printed(/^Serving\./m);
    await iotAuth.printed(/Local AWS IoT Core, empty: deploy stack cloudprnt to it \(us-east-1, account/);
    const listening = /MQTT, WebSocket, HTTPS {3}(localhost:\d+)/;
    const [, place = ""] = listening.exec(await iotAuth.printed(listening)) ?? [];

    const typed = session.map(({ text }) => withFreePorts(text)).join("\n");
    const { code, output } = await run("bash", ["-ec", typed], { cwd: clone.folder, env, timeout: 280_000 });

    // The program's output is complete only after it has ended.
    await iotAuth.stop("SIGINT");
    expect(code === 0 ? "" : `${output}\n${iotAuth.output()}`).toBe("");
    expect(output).toMatch(/Apply complete! Resources: \d+ added, 0 changed, 0 destroyed/);
    const port = place.split(":")[1];
    expect(output).toContain(`endpoint = "${place}"`);
    expect(output).toContain(`mosquitto_pub -h localhost -p ${port} --tls-alpn mqtt`);
    expect(output).toContain(`\\"hostName\\":\\"localhost\\",\\"portNumber\\":${port},`);
    expect(output).toContain(`connected to ${place} as client printer-1`);
    expect(output).toMatch(/Destroy complete! Resources: \d+ destroyed/);
    for (const call of ["lambda CreateFunction: 201", "iot CreateAuthorizer: 200", "iot DeleteAuthorizer: 200"])
      expect(iotAuth.output()).toContain(call);
    expect(iotAuth.output()).not.toContain("turned away");
  });
});

async function freePorts(count: number): Promise<number[]> {
  const servers = Array.from({ length: count }, () => createServer().listen(0, "127.0.0.1"));
  const ports = await Promise.all(
    servers.map(
      (server) =>
        new Promise<number>((resolve) =>
          server.once("listening", () => resolve((server.address() as { port: number }).port)),
        ),
    ),
  );
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  return ports;
}
