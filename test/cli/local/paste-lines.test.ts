import { execFileSync } from "node:child_process";
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type PasteTarget, passwordLines } from "../../../cli/local/paste-lines";
import { pythonString } from "../../../config/text/quote";

/** A reserved topic of AWS with characters that a shell would replace or run. */
const TOPIC = "$aws/things/it's $HOME $(touch pwned)/shadow/update";
const FILTER = "$aws/events/presence/+/`printer-7`";
const PROGRAMS = ["mosquitto_sub", "mosquitto_pub", "node", "python3", "curl"] as const;
const LINES = passwordLines({
  host: "127.0.0.1",
  port: 8443,
  endpoint: { host: "a-ats.iot.eu-west-1.amazonaws.com", domainConfiguration: null, applicationProtocol: "DEFAULT" },
  caFile: "ca.pem",
  authorizerName: "fleet",
  pair: {
    publisher: { user: "device", clientId: "$aws-1", topic: TOPIC },
    subscriber: { user: "watcher", clientId: "watcher", filter: FILTER },
  },
  passwords: new Map([["device", "not-$HOME-a-secret"]]),
  controlPlane: { url: "http://127.0.0.1:8080", region: "eu-west-1", authorizerName: "fleet" },
} satisfies PasteTarget);

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "iot-auth-paste-"));
  for (const program of PROGRAMS) {
    writeFileSync(join(folder, program), "#!/bin/sh\nprintf '%s\\0' \"$@\"\n");
    chmodSync(join(folder, program), 0o755);
  }
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Returns the arguments that a program receives when its line is pasted into a shell. */
function pasted(program: (typeof PROGRAMS)[number]): string[] {
  const line = LINES.find(({ text }) => text.startsWith(`${program} `))?.text ?? "exit 1";
  const env = { PATH: `${folder}:${process.env.PATH}`, HOME: "/nowhere", PASSWORD: "of $USER" };
  return execFileSync("/bin/sh", ["-c", line], { cwd: folder, env, encoding: "utf8" }).split("\0").slice(0, -1);
}
const argument = (words: readonly string[], option: string) => words[words.indexOf(option) + 1];

describe("lines to paste whose topics begin with $aws/", () => {
  it("give mosquitto the topic, the filter and the password unchanged", () => {
    const [publish, subscribe] = [pasted("mosquitto_pub"), pasted("mosquitto_sub")];
    expect(argument(publish, "-t")).toBe(TOPIC);
    expect(argument(publish, "-i")).toBe("$aws-1");
    expect(argument(publish, "-P")).toBe("not-$HOME-a-secret");
    expect(argument(subscribe, "-t")).toBe(FILTER);
    expect(argument(subscribe, "-P")).toBe("of $USER");
  });

  it("publish to the topic in JavaScript", () => {
    const published: unknown[] = [];
    const client = {
      on(event: string, then: () => void) {
        if (event === "connect") then();
        return client;
      },
      publish: (topic: string) => published.push(topic),
    };
    const fake = (name: string) => (name === "mqtt" ? { connect: () => client } : { readFileSync: () => "" });
    new Function("require", argument(pasted("node"), "-e") ?? "")(fake);
    expect(published).toEqual([TOPIC]);
  });

  it("publish to the topic in Python", () => {
    expect(argument(pasted("python3"), "-c")).toContain(`p.single(${pythonString(TOPIC)},`);
  });

  it("ask AWS's API for the same client", () => {
    expect(JSON.parse(argument(pasted("curl"), "-d") ?? "")).toMatchObject({
      mqttContext: { username: "device", clientId: "$aws-1", password: expect.any(String) },
    });
  });
});
