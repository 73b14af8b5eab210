import { type ChildProcess, spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { generateSecret, hashGeneratedSecret } from "../../identity/users/secret";
import type { User } from "../../identity/users/users-schema";
import { aUser, REPOSITORY, type TestProject, testProject } from "../cli/helpers/project";
import { describeWith } from "../helpers/needs";
import { run } from "../helpers/run";
import { type Program, start } from "./program";
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

  /** @param users Users of its own, in place of the demonstration's */
  constructor(content: string, users?: User[]) {
    this.project = testProject({ config: content, ...(users ? { users } : {}) });
    // In the repository, whose node_modules the line for mqtt.js finds.
    const file = `${this.project.folder}/iot-auth.config.ts`;
    const args = [`${REPOSITORY}/cli/bin.mjs`, "local", ...(users ? [] : ["--demo"]), "--port", "0", "--config", file];
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

  /** The titles of the lines to paste. */
  titles(): string {
    return this.lines.join("\n");
  }

  /** Pastes a line, as it is or with something at its end. Uses Debian's Python, which has paho-mqtt, whatever comes first on the PATH. */
  paste(program: string, more = "", password?: string) {
    const line = this.toPaste(program).replace(/^python3 /, "/usr/bin/python3 ");
    const env = password === undefined ? process.env : { ...process.env, PASSWORD: password };
    return run("sh", ["-c", `${line}${more}`], { cwd: REPOSITORY, timeout: 30_000, env });
  }

  /** Pastes a line that goes on until it is stopped. */
  start(program: string, password?: string): Program {
    const env = password === undefined ? process.env : { ...process.env, PASSWORD: password };
    return start("sh", ["-c", `cd ${REPOSITORY}; exec ${this.toPaste(program)}`], env);
  }

  async end(): Promise<void> {
    const ended = new Promise((resolve) => this.child.once("close", resolve));
    this.child.kill("SIGINT");
    await ended;
    this.project.remove();
  }
}

const PUBLISHED = /demo-printers Publish star\/cloudprnt\/to-server\/demo-printers\/hello allowed/;
const SUBSCRIBED = /demo-servers Subscribe star\/cloudprnt\/to-server\/# allowed/;
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

  it("meet: what each publisher sends is heard by the subscriber, which is not disconnected by any of them", async () => {
    const subscriber = local.start("mosquitto_sub");
    const from = local.count;
    await local.line(SUBSCRIBED, from);
    let heard = "";
    for (const program of ["mosquitto_pub", "node", "python3"]) {
      expect((await local.paste(program)).code).toBe(0);
      heard += "star/cloudprnt/to-server/demo-printers/hello hello\n";
      await subscriber.printed(new RegExp(`^${heard}$`));
    }
    await subscriber.stop();
  });

  it("say what they need", () => {
    expect(local.titles()).toContain("\npython3; needs paho: pip install paho-mqtt\n");
    expect(local.titles()).toContain("\nmqtt.js; needs the npm package mqtt\n");
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
      `  endpoint                 ${HOST}  (authorizer fleet, which clients need not name; SECURE_MQTT only)`,
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

/** What a shell, Python or JavaScript would run or end a literal at. */
const ODD = 'it\'s "odd" $(touch pwned) `touch pwned` \\ \\\\n ; & | ü😀 #'.replace(" #", "");
const ODD_ID = ODD.replaceAll("$", "");

describeWith(NEEDS, "The lines for users of one's own, with rules that a shell would run", () => {
  const secrets = { writer: generateSecret(), reader: generateSecret() };
  let local: Printed;
  beforeAll(async () => {
    local = new Printed(
      `export default defineConfig({
        name: "fleet",
        region: "eu-west-1",
        groups: {
          nobody: { clientIds: ["{username}"], publish: ["unused/{username}"] },
          writers: { clientIds: [${JSON.stringify(`${ODD_ID}{username}`)}], publish: [${JSON.stringify(`w/${ODD}/{username}/#`)}] },
          readers: { clientIds: [${JSON.stringify(`${ODD_ID}{username}`)}], subscribe: [${JSON.stringify(`w/${ODD}/+/#`)}] },
        },
      });`,
      [
        aUser({ name: "writer", group: "writers", secrets: [hashGeneratedSecret(secrets.writer)] }),
        aUser({ name: "gone", group: "nobody", disabled: true }),
        aUser({ name: "reader", group: "readers", secrets: [hashGeneratedSecret(secrets.reader)] }),
      ],
    );
    await local.line(/^Serving/);
  });
  afterAll(() => local.end());

  it("meet, one user each, and run nothing", async () => {
    const subscriber = local.start("mosquitto_sub", secrets.reader);
    await local.line(/reader .*Subscribe .* allowed/);
    let count = 0;
    for (const program of ["mosquitto_pub", "node", "python3"]) {
      const { code, output } = await local.paste(program, "", secrets.writer);
      expect({ program, code, output: code === 0 ? "" : output }).toEqual({ program, code: 0, output: "" });
      count += 1;
      await subscriber.printed(new RegExp(`^(.* hello\\n){${count}}$`));
    }
    expect(subscriber.output().split("\n")[0]).toBe(`w/${ODD}/writer/hello hello`);
    await subscriber.stop();
    const { stdout } = await local.paste("curl", " -s", secrets.writer);
    expect(JSON.parse(stdout)).toMatchObject({ isAuthenticated: true });
    expect(existsSync(join(REPOSITORY, "pwned"))).toBe(false);
  });

  it.each(["mosquitto_pub", "node", "python3"])("report a wrong password with %s", async (program) => {
    const { code, output } = await local.paste(program, "", "wrong");
    expect(code).not.toBe(0);
    expect(output).not.toBe("");
  });

  it("say whose secret they ask for", () => {
    expect(local.titles()).toContain("(put the secret of writer into the shell variable PASSWORD first)");
    expect(local.titles()).toContain("(put the secret of reader into the shell variable PASSWORD first)");
  });
});
