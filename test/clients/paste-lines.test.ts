import { type ChildProcess, spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { REPOSITORY, type TestProject, testProject } from "../cli/helpers/project";
import { describeWith } from "../helpers/needs";
import { run } from "../helpers/run";
import { type SocksProxy, startSocksProxy } from "./socks-proxy";

jest.setTimeout(60_000);

/** A configuration, perhaps with an endpoint of the stack's own. */
const config = (endpoint = "") => `export default defineConfig({
  name: "fleet",
  region: "eu-west-1",
  ${endpoint}
  groups: { printers: cloudPrnt.printer(), servers: cloudPrnt.server() },
});`;
const HOST = "iot.example.com";
const endpoint = (applicationProtocol: string) => `endpoint: {
  domain: "${HOST}",
  certificateArn: "arn:aws:acm:eu-west-1:123456789012:certificate/12345678-1234-1234-1234-123456789012",
  authenticationType: "CUSTOM_AUTH",
  applicationProtocol: "${applicationProtocol}",
},`;

/** A running `iot-auth local --demo`, and what it printed. */
class Printed {
  private lines: string[] = [];
  private readonly listeners = new Set<() => void>();
  private readonly project: TestProject;
  private readonly child: ChildProcess;

  constructor(content: string) {
    this.project = testProject({ config: content });
    // In the repository, whose node_modules the line for mqtt.js finds.
    const file = `${this.project.folder}/iot-auth.config.ts`;
    const args = [`${REPOSITORY}/cli/bin.mjs`, "local", "--demo", "--port", "0", "--config", file];
    this.child = spawn(process.execPath, args, { cwd: REPOSITORY, stdio: ["ignore", "pipe", "inherit"] });
    createInterface({ input: this.child.stdout as NodeJS.ReadableStream }).on("line", (line) => {
      this.lines.push(line);
      for (const listener of this.listeners) listener();
    });
  }

  get count(): number {
    return this.lines.length;
  }

  /** Resolves with the first printed line, past or to come, that matches. */
  line(pattern: RegExp, from = 0): Promise<string> {
    return new Promise((resolve) => {
      const look = (): void => {
        const found = this.lines.slice(from).find((line) => pattern.test(line));
        if (found === undefined) return;
        this.listeners.delete(look);
        resolve(found);
      };
      this.listeners.add(look);
      look();
    });
  }

  /** The line to paste that begins with a program's name; empty if there is none. */
  toPaste(program: string): string {
    return this.lines.find((line) => line.startsWith(`  ${program} `))?.trim() ?? "";
  }

  /** Pastes a line, as it is or with something at its end. Uses Debian's Python, which has paho-mqtt, whatever comes first on the PATH. */
  paste(program: string, more = "") {
    const line = this.toPaste(program).replace(/^python3 /, "/usr/bin/python3 ");
    return run("sh", ["-c", `${line}${more}`], { cwd: REPOSITORY, timeout: 30_000 });
  }

  async end(): Promise<void> {
    const ended = new Promise((resolve) => this.child.once("close", resolve));
    this.child.kill("SIGINT");
    await ended;
    this.project.remove();
  }
}

const PUBLISHED = /demo-printers Publish star\/cloudprnt\/to-server\/demo-printers\/hello allowed/;
const SUBSCRIBED = /demo-printers Subscribe star\/cloudprnt\/to-device\/demo-printers\/# allowed/;
const NEEDS = ["mosquitto_pub", "python3-paho-mqtt", "curl"] as const;

describeWith(NEEDS, "The lines that iot-auth local prints to be pasted", () => {
  let local: Printed;
  beforeAll(async () => {
    local = new Printed(config());
    await local.line(/^Serving/);
  });
  afterAll(() => local.end());

  it.each(["mosquitto_pub", "node", "python3"])("publish with %s", async (program) => {
    const from = local.count;
    const { code, output } = await local.paste(program);

    expect({ code, output: code === 0 ? "" : output }).toEqual({ code: 0, output: "" });
    expect(await local.line(PUBLISHED, from)).toBeDefined();
  });

  it("subscribe with mosquitto_sub", async () => {
    const from = local.count;
    // -E ends it once the subscription is acknowledged.
    const { code } = await local.paste("mosquitto_sub", " -E");

    expect(code).toBe(0);
    expect(await local.line(SUBSCRIBED, from)).toBeDefined();
  });

  it("log in with curl", async () => {
    const { stdout } = await local.paste("curl", " -s");

    expect(JSON.parse(stdout)).toMatchObject({ isAuthenticated: true, refreshAfterInSeconds: 900 });
  });
});

describeWith(NEEDS, "The lines for an endpoint of the stack's own", () => {
  let local: Printed;
  let proxy: SocksProxy;
  beforeAll(async () => {
    local = new Printed(config(endpoint("SECURE_MQTT")));
    await local.line(/^Serving/);
    const [, port] = /localhost:(\d+)/.exec(await local.line(/MQTT, WebSocket, HTTPS/)) ?? [];
    proxy = await startSocksProxy(Number(port));
  });
  afterAll(async () => {
    await proxy.close();
    await local.end();
  });

  it("name it, and no authorizer", async () => {
    expect(await local.line(/^ {2}endpoint /)).toBe(
      `  endpoint                 ${HOST}  (authorizer fleet, named by nobody; SECURE_MQTT only)`,
    );
    for (const program of ["mosquitto_pub", "mosquitto_sub", "node", "python3"]) {
      expect(local.toPaste(program)).toContain(HOST);
      expect(local.toPaste(program)).not.toContain("x-amz-customauthorizer-name");
    }
    expect(local.toPaste("echo")).toBe(`echo '127.0.0.1 ${HOST}' | sudo tee -a /etc/hosts`);
  });

  // A proxy takes the place of the line in /etc/hosts, which belongs to this computer.
  it.each([
    ["mosquitto_pub", PUBLISHED, () => ` --proxy ${proxy.url}`],
    ["mosquitto_sub", SUBSCRIBED, () => ` --proxy ${proxy.url} -E`],
    ["node", PUBLISHED, () => ""],
    ["python3", PUBLISHED, () => ""],
  ])("connect with %s", async (program, decision, more) => {
    const from = local.count;
    const { code, output } = await local.paste(program, more());

    expect({ code, output: code === 0 ? "" : output }).toEqual({ code: 0, output: "" });
    expect(await local.line(decision, from)).toBeDefined();
  });
});

describeWith(NEEDS, "The lines for an endpoint of the stack's own that speaks MQTT over WebSocket only", () => {
  let local: Printed;
  beforeAll(async () => {
    local = new Printed(config(endpoint("MQTT_WSS")));
    await local.line(/^Serving/);
  });
  afterAll(() => local.end());

  it.each(["node", "python3"])("publish with %s", async (program) => {
    const from = local.count;
    const { code, output } = await local.paste(program);

    expect({ code, output: code === 0 ? "" : output }).toEqual({ code: 0, output: "" });
    expect(await local.line(PUBLISHED, from)).toBeDefined();
  });

  it("leave out mosquitto, which does not speak it", () => {
    expect([local.toPaste("mosquitto_pub"), local.toPaste("mosquitto_sub"), local.toPaste("echo")]).toEqual([
      "",
      "",
      "",
    ]);
  });
});
