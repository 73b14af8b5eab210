import { type ChildProcess, spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { REPOSITORY, type TestProject, testProject } from "../cli/helpers/project";
import { describeWith } from "../helpers/needs";
import { run } from "../helpers/run";

jest.setTimeout(60_000);

const CONFIG = `export default defineConfig({
  name: "fleet",
  region: "eu-west-1",
  groups: { printers: cloudPrnt.printer(), servers: cloudPrnt.server() },
});`;

describeWith(
  ["mosquitto_pub", "python3-paho-mqtt", "curl"],
  "The lines that iot-auth local prints to be pasted",
  () => {
    let project: TestProject;
    let child: ChildProcess;
    let lines: string[] = [];
    const listeners = new Set<() => void>();

    /** Resolves with the first printed line, past or to come, that matches. */
    const printed = (pattern: RegExp, from = 0): Promise<string> =>
      new Promise((resolve) => {
        const look = (): void => {
          const found = lines.slice(from).find((line) => pattern.test(line));
          if (found === undefined) return;
          listeners.delete(look);
          resolve(found);
        };
        listeners.add(look);
        look();
      });

    beforeAll(async () => {
      project = testProject({ config: CONFIG });
      // In the repository, whose node_modules the line for mqtt.js finds.
      const args = [
        `${REPOSITORY}/cli/bin.mjs`,
        "local",
        "--demo",
        "--port",
        "0",
        "--config",
        `${project.folder}/iot-auth.config.ts`,
      ];
      child = spawn(process.execPath, args, { cwd: REPOSITORY, stdio: ["ignore", "pipe", "inherit"] });
      createInterface({ input: child.stdout as NodeJS.ReadableStream }).on("line", (line) => {
        lines = [...lines, line];
        for (const listener of listeners) listener();
      });
      await printed(/^Serving/);
    });
    afterAll(async () => {
      const ended = new Promise((resolve) => child.once("close", resolve));
      child.kill("SIGINT");
      await ended;
      project.remove();
    });

    const lineOf = (beginning: string): string =>
      lines.find((line) => line.startsWith(`  ${beginning} `))?.trim() ?? "";
    const paste = (line: string) => run("sh", ["-c", line], { cwd: REPOSITORY, timeout: 30_000 });
    const PUBLISHED = /demo-printers Publish star\/cloudprnt\/to-server\/demo-printers\/hello allowed/;

    it.each(["mosquitto_pub", "node", "python3"])("publish with %s", async (program) => {
      const from = lines.length;
      // Debian's Python, which has paho-mqtt, whatever other one comes first on the PATH.
      const { code, output } = await paste(lineOf(program).replace(/^python3 /, "/usr/bin/python3 "));

      expect({ code, output: code === 0 ? "" : output }).toEqual({ code: 0, output: "" });
      expect(await printed(PUBLISHED, from)).toBeDefined();
    });

    it("subscribe with mosquitto_sub", async () => {
      const from = lines.length;
      // -E ends it once the subscription is acknowledged.
      const { code } = await paste(`${lineOf("mosquitto_sub")} -E`);

      expect(code).toBe(0);
      expect(
        await printed(/demo-printers Subscribe star\/cloudprnt\/to-device\/demo-printers\/# allowed/, from),
      ).toBeDefined();
    });

    it("log in with curl", async () => {
      const { stdout } = await paste(`${lineOf("curl")} -s`);

      expect(JSON.parse(stdout)).toMatchObject({ isAuthenticated: true, refreshAfterInSeconds: 900 });
    });
  },
);
