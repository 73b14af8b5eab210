import { copyFileSync, readFileSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { REPOSITORY } from "../../cli/helpers/project";
import { describeWith } from "../../helpers/needs";
import { type Program, start } from "../program";
import { compiledWithPaho } from "./compiled-with-paho";
import { PASSWORD, type SettingsProject, settingsProject } from "./settings-project";

jest.setTimeout(60_000);

let project: SettingsProject;
const running: Program[] = [];
beforeAll(async () => {
  project = await settingsProject();
});
afterEach(() => Promise.all(running.splice(0).map((program) => program.stop())));
afterAll(() => project?.close());

/** Runs a program as it was written, and holds that it hears the server and the server hears it. */
async function carriesBothWays(program: string, file: string | undefined, announces = true): Promise<void> {
  const client = start(program, file === undefined ? [] : [file]);
  running.push(client);
  expect(await project.heard("up/gw-1/hello")).toBe("hello");
  if (announces) expect(await project.heard("up/gw-1/status")).toBe("online");
  await project.tell("down/gw-1/light", "on");
  await client.printed(/^down\/gw-1\/light on$/m);
  await client.stop();
  running.splice(0);
}

describe("a text with the secret", () => {
  it("is in a file that only its owner can read", async () => {
    const file = await project.settings("paho-python");
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(readFileSync(file, "utf8")).toContain(PASSWORD);
  });
});

describeWith(["python3-paho-mqtt"], "settings paho-python, run as it is", () => {
  it("publishes, subscribes and leaves its will", async () => {
    await carriesBothWays("/usr/bin/python3", await project.settings("paho-python"));
    expect(await project.heard("up/gw-1/status")).toBe("lost");
  });
});

describeWith(["gcc", "libpaho-mqtt-dev"], "settings paho-c, compiled and run as it is", () => {
  it("publishes and subscribes", async () => {
    await carriesBothWays(await compiledWithPaho(await project.settings("paho-c")), undefined, false);
  });
});

describe("a program for Node.js, run as it is", () => {
  it.each(["mqttjs", "aws-sdk-js"])("publishes and subscribes: settings %s", async (client) => {
    const file = await project.settings(client);
    // Beside the packages of this project, as in a project that has installed the library.
    const program = join(REPOSITORY, "node_modules", `.iot-auth-${client}-${process.pid}.mjs`);
    copyFileSync(file, program);
    try {
      await carriesBothWays(process.execPath, program, client === "mqttjs");
    } finally {
      rmSync(program);
    }
    if (client === "mqttjs") expect(await project.heard("up/gw-1/status")).toBe("lost");
  });
});
