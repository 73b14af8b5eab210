import { existsSync, mkdirSync, readFileSync, renameSync } from "node:fs";
import { join } from "node:path";
import { REPOSITORY } from "../../cli/helpers/project";
import { run } from "../../helpers/run";
import { type Program, start } from "../program";
import { freePort, type SettingsProject, settingsProject } from "./settings-project";

/** The last version of Node-RED that runs on Node.js 20, which this project still supports. */
const VERSION = "4.1.8";
/**
 * Folder in which this test installs Node-RED, once for each installation of the project's packages. Node-RED is no
 * dependency of the project, since it has 280 packages in 116 MB.
 */
const FOLDER = join(REPOSITORY, "node_modules", ".cache", "iot-auth", `node-red-${VERSION}`);

jest.setTimeout(180_000);

async function installed(): Promise<string> {
  if (!existsSync(FOLDER)) {
    const half = `${FOLDER}.${process.pid}`;
    mkdirSync(half, { recursive: true });
    const options = ["--no-audit", "--no-fund", "--ignore-scripts", "--omit=optional"];
    const { code, output } = await run("npm", ["install", "--prefix", half, ...options, `node-red@${VERSION}`], {});
    if (code !== 0) throw new Error(output);
    renameSync(half, FOLDER);
  }
  return join(FOLDER, "node_modules", "node-red", "red.js");
}

describe("settings node-red, imported into a real Node-RED", () => {
  let project: SettingsProject;
  let nodeRed: Program | undefined;
  beforeAll(async () => {
    project = await settingsProject();
  });
  afterAll(async () => {
    await nodeRed?.stop();
    await project?.close();
  });

  it("connects, publishes its status, and publishes and receives messages", async () => {
    const port = await freePort();
    const flow = readFileSync(await project.settings("node-red"), "utf8");
    project.write(
      "settings.js",
      'module.exports = { uiHost: "127.0.0.1", credentialSecret: "x", logging: { console: { level: "info" } } };',
    );
    const args = [
      await installed(),
      "--userDir",
      join(project.folder, "red"),
      "--settings",
      join(project.folder, "settings.js"),
    ];
    nodeRed = start(process.execPath, [...args, "--port", String(port)]);
    // Node-RED may start its flows before it listens.
    await nodeRed.printed(/Server now running/);
    await nodeRed.printed(/Started flows|Starting flows/);

    const answer = await fetch(`http://127.0.0.1:${port}/flows`, {
      method: "POST",
      headers: { "content-type": "application/json", "node-red-deployment-type": "full" },
      body: flow,
    });
    expect([answer.status, await answer.text()]).toEqual([204, ""]);
    expect(await project.heard("up/gw-1/status")).toBe("online");
    await project.seen((event) => event.event === "decision" && event.action === "iot:Subscribe");

    const inject = (JSON.parse(flow) as { id: string; type: string }[]).find(({ type }) => type === "inject");
    await fetch(`http://127.0.0.1:${port}/inject/${inject?.id}`, { method: "POST" });
    expect(await project.heard("up/gw-1/hello")).toBe("hello");
    await project.tell("down/gw-1/light", "on");
    await project.seen(
      (event) => event.event === "decision" && event.action === "iot:Receive" && event.resource === "down/gw-1/light",
    );
    expect(project.events.filter((event) => event.event === "decision" && !event.allowed)).toEqual([]);
  });
});
