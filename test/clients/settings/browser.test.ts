import { createHash, X509Certificate } from "node:crypto";
import { copyFileSync, mkdirSync, readFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { connect } from "node:tls";
import { type Browser, chromium } from "playwright-core";
import { REPOSITORY } from "../../cli/helpers/project";
import { runCli } from "../../cli/helpers/run-cli";
import { putKey } from "../../cli/tokens/signing-project";
import { describeWith, findProgram } from "../../helpers/needs";
import { keyPair } from "../../identity/tokens/key-pair";
import { PASSWORD, SETTINGS_GROUPS, type SettingsProject, settingsProject } from "./settings-project";

jest.setTimeout(120_000);

/** Returns the public-key digests of the stand-in's certificates. The browser accepts certificates with these keys. */
async function pins(port: number): Promise<string[]> {
  const digest = (sigalgs: string) =>
    new Promise<string>((resolve, reject) => {
      const socket = connect(
        { port, host: "localhost", servername: "localhost", rejectUnauthorized: false, sigalgs },
        () => {
          const { publicKey } = new X509Certificate(socket.getPeerCertificate(true).raw);
          socket.destroy();
          resolve(
            createHash("sha256")
              .update(publicKey.export({ type: "spki", format: "der" }))
              .digest("base64"),
          );
        },
      ).on("error", reject);
    });
  return Promise.all(["rsa_pss_rsae_sha256:RSA+SHA256", "ECDSA+SHA256"].map(digest));
}

describeWith(["chromium"], "settings mqttjs-browser, opened in a real browser", () => {
  let project: SettingsProject;
  let browser: Browser | undefined;
  let pages: Server | undefined;

  afterEach(async () => {
    await browser?.close();
    pages?.close();
    await project?.close();
  });

  /** Serves the page together with MQTT.js, and opens it. */
  async function open(file: string) {
    copyFileSync(join(REPOSITORY, "node_modules", "mqtt", "dist", "mqtt.min.js"), join(project.folder, "mqtt.min.js"));
    const files: Readonly<Record<string, string>> = { "/": file, "/mqtt.min.js": join(project.folder, "mqtt.min.js") };
    const server = createServer((request, response) => {
      const found = files[request.url ?? ""];
      response.writeHead(found === undefined ? 404 : 200, {
        "content-type": request.url === "/" ? "text/html" : "text/javascript",
      });
      response.end(found === undefined ? "" : readFileSync(found));
    });
    pages = server;
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    browser = await chromium.launch({
      executablePath: findProgram("chromium") as string,
      args: ["--no-sandbox", `--ignore-certificate-errors-spki-list=${(await pins(project.core.port)).join(",")}`],
    });
    const page = await browser.newPage();
    await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
    return page;
  }

  it("logs in over WebSocket with a password, publishes and receives messages", async () => {
    project = await settingsProject();
    const page = await open(await project.settings("mqttjs-browser"));
    expect(await project.heard("up/gw-1/hello")).toBe("hello");
    await page.getByText("ready").waitFor();
    await project.tell("down/gw-1/light", "on");
    await page.getByText("down/gw-1/light on").waitFor();
    expect(await project.heard("up/gw-1/status")).toBe("online");
  });

  it("logs in with a token to a stack with signing, and does not contain the password", async () => {
    const pair = keyPair();
    project = await settingsProject({
      config: `export default defineConfig({ name: "shop", region: "us-east-1", ${SETTINGS_GROUPS},
        authorizer: { signing: { tokenKeyName: "token", publicKeys: { key: "keys/key.public.pem" } } } });`,
      prepare: (made) => {
        mkdirSync(join(made.folder, "keys"));
        putKey(made, "key", pair);
      },
      server: false,
    });
    const issue = ["token", "issue", "--user", "gw-1", "--expires", "1h", "--json"];
    const issued = await runCli(issue, { cwd: project.folder, now: new Date().toISOString() });
    expect([issued.code, issued.stderr]).toEqual([0, expect.not.stringContaining("error")]);
    const file = join(project.folder, "index.html");
    const argv = [
      "settings",
      "mqttjs-browser",
      "--user",
      "gw-1",
      "--local",
      "--with-secret",
      "--token-stdin",
      "--output",
      file,
    ];
    const written = await runCli(argv, { cwd: project.folder, stdin: issued.stdout });
    expect([written.code, written.stderr]).toEqual([0, expect.not.stringContaining("error")]);
    expect(readFileSync(file, "utf8")).not.toContain(PASSWORD);
    const page = await open(file);
    await page.getByText("ready").waitFor();
    expect(project.events.filter((event) => event.event === "decision" && !event.allowed)).toEqual([]);
  });
});
