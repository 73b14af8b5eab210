import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describeWith } from "../helpers/needs";
import { run } from "../helpers/run";
import { startStandIn } from "./stand-in";
import { PASSWORD, SEED } from "./users";

const read = (name: string) => readFileSync(join(__dirname, "..", "..", "docs", name), "utf8");
const block = (text: string, language: string) => text.split(`\`\`\`${language}\n`)[1]?.split("\n```")[0] ?? "";

jest.setTimeout(60_000);

describeWith(["python3-paho-mqtt"], "the Python program of docs/from-console-clicks.md", () => {
  it("logs in and publishes with another endpoint and port", async () => {
    const standIn = await startStandIn();
    try {
      const program = block(read("from-console-clicks.md"), "python")
        .replace(/(?<=ENDPOINT = )".*?"/, '"localhost"')
        .replace(/(?<=PORT = )443/, standIn.port);
      const env = { ...process.env, PASSWORD, SSL_CERT_FILE: standIn.caFile };
      const { code, output } = await run("/usr/bin/python3", ["-c", program], { env, timeout: 15_000 });

      expect([code, output]).toEqual([0, ""]);
      const publish = await standIn.seen((event) => event.event === "decision" && event.action === "iot:Publish");
      expect(publish).toMatchObject({ user: SEED, resource: `telemetry/${SEED}`, allowed: true });
    } finally {
      await standIn.close();
    }
  });
});
