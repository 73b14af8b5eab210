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

/** Returns a configuration, with the stack's own endpoint or without. */
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

/** A running `iot-auth local`, with `--demo` unless users are given, and its output. */
class Printed {
  private lines: string[] = [];
  private readonly listeners = new Set<() => void>();
  private readonly project: TestProject;
  private readonly child: ChildProcess;

  /** Starts it. @param users Users of the project, instead of those of the demonstration */
  constructor(content: string, users?: User[]) {
    this.project = testProject({ config: content, ...(users ? { users } : {}) });
    // In the repository's folder, since the line for mqtt.js loads the package from its node_modules.
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

  /** Resolves with the first line that matches, whether it is printed already or later. */
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

  /** Returns the line to paste that begins with a program's name; empty if there is none. */
  toPaste(program: string): string {
    return this.lines.find((line) => line.startsWith(`  ${program} `))?.trim() ?? "";
  }

  /** Returns all lines printed so far, with the titles of the lines to paste. */
  titles(): string {
    return this.lines.join("\n");
  }

  /**
   * Runs a line, with `more` at its end, in a shell. Uses Debian's Python, which has paho-mqtt, whichever Python is
   * first on the PATH.
   */
  paste(program: string, more = "", password?: string) {
    const line = this.toPaste(program).replace(/^python3 /, "/usr/bin/python3 ");
    const env = password === undefined ? process.env : { ...process.env, PASSWORD: password };
    return run("sh", ["-c", `${line}${more}`], { cwd: REPOSITORY, timeout: 30_000, env });
  }

  /** Starts a line that runs until it is stopped. */
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

describeWith(NEEDS, "The command lines that iot-auth local prints", () => {
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
    expect(await local.line(PUBLISHED, from)).toMatch(PUBLISHED);
  });

  it("subscribe with mosquitto_sub", async () => {
    const from = local.count;
    // With -E, mosquitto_sub ends once the subscription is acknowledged.
    const { code } = await local.paste("mosquitto_sub", " -E");

    expect(code).toBe(0);
    expect(await local.line(SUBSCRIBED, from)).toMatch(SUBSCRIBED);
  });

  it("work together: the subscriber receives the message of each publisher, and none of them disconnects it", async () => {
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

  it("say which packages they need", () => {
    expect(local.titles()).toContain("\npython3; needs paho: pip install paho-mqtt\n");
    expect(local.titles()).toContain("\nmqtt.js; needs the npm package mqtt\n");
  });

  it("log in with curl", async () => {
    const { stdout } = await local.paste("curl", " -s");

    expect(JSON.parse(stdout)).toMatchObject({ isAuthenticated: true, refreshAfterInSeconds: 900 });
  });
});

describeWith(NEEDS, "The command lines for the stack's own endpoint", () => {
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

  it("name the endpoint, and no authorizer", async () => {
    expect(await local.line(/^ {2}endpoint /)).toBe(
      `  endpoint                 ${HOST}  (authorizer fleet, which clients need not name; SECURE_MQTT only)`,
    );
    for (const program of ["mosquitto_pub", "mosquitto_sub", "node", "python3"]) {
      expect(local.toPaste(program)).toContain(HOST);
      expect(local.toPaste(program)).not.toContain("x-amz-customauthorizer-name");
    }
    expect(local.toPaste("echo")).toBe(`echo '127.0.0.1 ${HOST}' | sudo tee -a /etc/hosts`);
  });

  // A proxy is used instead of a line in /etc/hosts, which the test must not change.
  it.each([
    ["mosquitto_pub", PUBLISHED, () => ` --proxy ${proxy.url}`],
    ["mosquitto_sub", SUBSCRIBED, () => ` --proxy ${proxy.url} -E`],
    ["node", PUBLISHED, () => ""],
    ["python3", PUBLISHED, () => ""],
  ])("connect with %s", async (program, decision, more) => {
    const from = local.count;
    const { code, output } = await local.paste(program, more());

    expect({ code, output: code === 0 ? "" : output }).toEqual({ code: 0, output: "" });
    expect(await local.line(decision, from)).toMatch(decision);
  });
});

describeWith(NEEDS, "The command lines for an endpoint that accepts only MQTT over WebSocket", () => {
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
    expect(await local.line(PUBLISHED, from)).toMatch(PUBLISHED);
  });

  it("leave out mosquitto, which does not support MQTT over WebSocket as a client", () => {
    expect([local.toPaste("mosquitto_pub"), local.toPaste("mosquitto_sub"), local.toPaste("echo")]).toEqual([
      "",
      "",
      "",
    ]);
  });
});

/** Characters that a shell would run, and that end a literal in a shell, Python or JavaScript. */
const ODD = 'it\'s "odd" $(touch pwned) `touch pwned` \\ \\\\n ; & | ü😀 #'.replace(" #", "");
const ODD_ID = ODD.replaceAll("$", "");

describeWith(NEEDS, "The command lines for users of the users file, with rules that a shell would run", () => {
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

  it("publish as one user to another, and run no command of the rules", async () => {
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
    const from = local.count;
    const { code, output } = await local.paste(program, "", "wrong");
    expect(code).not.toBe(0);
    expect(output).not.toBe("");
    expect(await local.line(/ writer .* refused: /, from)).toContain("(wrong-password)");
  });

  it("say whose secret they ask for", () => {
    expect(local.titles()).toContain("(put the secret of writer into the shell variable PASSWORD first)");
    expect(local.titles()).toContain("(put the secret of reader into the shell variable PASSWORD first)");
  });
});
