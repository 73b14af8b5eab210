import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { CLIENT_ENTRIES } from "../../../cli/settings/client-table";
import { clientText } from "../../../cli/settings/client-text";
import type { ClientLoginKind, SettingsClient } from "../../../cli/settings/settings-client";
import { inputsFor, LOGINS } from "../../cli/settings/client-inputs";
import { describeWith } from "../../helpers/needs";
import { run } from "../../helpers/run";

jest.setTimeout(60_000);

const folder = mkdtempSync(join(tmpdir(), "iot-auth-syntax-"));
afterAll(() => rmSync(folder, { recursive: true }));

/**
 * Writes all texts of a client into files: for each login, for AWS and with the local CA.
 * @returns paths of the files
 */
async function textsOf(name: string, ending: string): Promise<string[]> {
  const client = await CLIENT_ENTRIES.find((entry) => entry.name === name)?.client();
  if (client === undefined || client.logins.length === 0) throw new Error(`there is no client ${name} with a login`);
  return client.logins.flatMap((kind) => [false, true].map((local) => written(client, kind, local, ending)));
}

function written(client: SettingsClient, kind: ClientLoginKind, local: boolean, ending: string): string {
  const file = join(folder, `${client.name}-${kind}-${local}.${ending}`);
  writeFileSync(file, `${clientText(client, inputsFor(client, LOGINS[kind], local))}\n`);
  return file;
}

describeWith(["php"], "the PHP texts", () => {
  it("have no syntax errors", async () => {
    for (const file of await textsOf("php-mqtt", "php"))
      expect(await run("php", ["-l", file])).toMatchObject({
        code: 0,
        output: expect.stringContaining("No syntax errors"),
      });
  });
});

describeWith(["javac"], "the Java texts", () => {
  it("have no syntax errors: paho-java, hivemq-java and aws-sdk-java", async () => {
    const files = await Promise.all(["paho-java", "hivemq-java", "aws-sdk-java"].map((name) => textsOf(name, "java")));
    const { code, output } = await run("java", [join(__dirname, "ParseJava.java"), ...files.flat()], {
      timeout: 40_000,
    });
    expect([code, output]).toEqual([0, ""]);
  });
});

describeWith(["gcc", "libpaho-mqtt-dev"], "the C texts for Eclipse Paho", () => {
  it("compile without a warning", async () => {
    const flags = ["-fsyntax-only", "-Wall", "-Wextra", "-Werror"];
    const { code, output } = await run("gcc", [...flags, ...(await textsOf("paho-c", "c"))], { timeout: 30_000 });
    expect([code, output]).toEqual([0, ""]);
  });
});

describeWith(["python3-paho-mqtt"], "the Python texts for paho-mqtt", () => {
  it("call only functions that the library and Python have, with arguments that these accept", async () => {
    const files = await textsOf("paho-python", "py");
    const { code, output } = await run("/usr/bin/python3", [join(__dirname, "calls_bind.py"), ...files]);
    expect([code, output]).toEqual([0, ""]);
  });
});

describe("the texts for MQTT.js", () => {
  it("use only options that the library's types have", async () => {
    const types = dirname(createRequire(__filename).resolve("mqtt/package.json"));
    const client = readFileSync(join(types, "build", "lib", "client.d.ts"), "utf8");
    const named = new Set([...client.matchAll(/^\s+(\w+)\??:/gm)].map(([, name]) => name));
    for (const file of [...(await textsOf("mqttjs", "mjs")), ...(await textsOf("mqttjs-browser", "html"))]) {
      const [, options = ""] =
        /mqtt\.connect\((?:"[^"]*", )?\{([\s\S]*?)\n\s*\}\);/.exec(readFileSync(file, "utf8")) ?? [];
      const used = [...options.matchAll(/^\s+(\w+):/gm)].map(([, name]) => name);
      expect(used.length).toBeGreaterThan(2);
      expect([file, used.filter((name) => !named.has(name))]).toEqual([file, []]);
    }
  });
});
