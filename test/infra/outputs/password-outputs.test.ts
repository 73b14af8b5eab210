import { execFileSync } from "node:child_process";
import { mosquittoPubLine } from "../../../infra/outputs/password-outputs";

const client = { user: "printer-7", clientId: "printer-7", topic: "telemetry/printer-7/hello" };

/** Returns the words into which a shell splits a line. */
function asShellReads(line: string, password: string): string[] {
  const print = "process.stdout.write(JSON.stringify(process.argv.slice(1)))";
  const script = line.replace(/^mosquitto_pub/, `"$NODE" -e '${print}' --`);
  const env = { NODE: process.execPath, PASSWORD: password };
  return JSON.parse(execFileSync("sh", ["-c", script], { env, encoding: "utf8" }));
}

describe("the line for mosquitto_pub", () => {
  it("has every option that AWS IoT Core needs, and takes the password from a shell variable", () => {
    expect(mosquittoPubLine("xyz-ats.iot.us-east-1.amazonaws.com", client, undefined)).toBe(
      `mosquitto_pub -h xyz-ats.iot.us-east-1.amazonaws.com -p 443 --tls-alpn mqtt --tls-use-os-certs -i printer-7 -u printer-7 -P "$PASSWORD" -t telemetry/printer-7/hello -m hello -q 1`,
    );
  });

  it("names an authorizer that is not the default", () => {
    expect(mosquittoPubLine("host", client, "cloudprnt")).toContain(
      "-u 'printer-7?x-amz-customauthorizer-name=cloudprnt'",
    );
  });

  it("passes any topic, client id and password through a shell unchanged", () => {
    const odd = { ...client, topic: 'it\'s $HOME `id` "x" \\ & ; |', clientId: "ü b" };
    const words = asShellReads(mosquittoPubLine("host", odd, undefined), "p'a$s \"s");
    expect(words[words.indexOf("-t") + 1]).toBe(odd.topic);
    expect(words[words.indexOf("-i") + 1]).toBe(odd.clientId);
    expect(words[words.indexOf("-P") + 1]).toBe("p'a$s \"s");
  });
});
