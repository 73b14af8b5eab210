import { fork } from "node:child_process";
import { X509Certificate } from "node:crypto";
import { chmod, mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { connect, createServer } from "node:tls";
import { developmentCertificates } from "../../../local/certificates/development-certificates";
import { ConfigurationError } from "../../../local/errors";
import { findProgram } from "../../helpers/needs";
import { run } from "../../helpers/run";

const DAY = 86_400_000;
let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "iot-auth-certificates-"));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

describe("development certificates", () => {
  it("are good for localhost, the loopback addresses and the hosts asked for", async () => {
    const { server } = await developmentCertificates({ folder, hosts: ["Printers.test", "192.0.2.7", "2001:db8::7"] });
    const certificate = new X509Certificate(server.certificate);
    for (const host of ["localhost", "printers.test"]) expect(certificate.checkHost(host)).toBe(host);
    for (const ip of ["127.0.0.1", "::1", "192.0.2.7", "2001:db8::7"]) expect(certificate.checkIP(ip)).toBeDefined();
    expect(certificate.checkHost("example.com")).toBeUndefined();
  });

  it("let a client that trusts the CA alone connect", async () => {
    const { ca, server } = await developmentCertificates({ folder });
    const listening = createServer({ cert: server.certificate, key: server.key }, (socket) => socket.end("hello"));
    await new Promise<void>((resolve) => listening.listen(0, "127.0.0.1", resolve));
    const { port } = listening.address() as { port: number };
    const client = connect({ host: "127.0.0.1", servername: "localhost", port, ca });
    const heard = await new Promise<string>((resolve, reject) => {
      client.on("data", (data) => resolve(String(data)));
      client.on("error", reject);
    });
    listening.close();
    expect(heard).toBe("hello");
  });

  it("pass OpenSSL's strict verification", async () => {
    const openssl = findProgram("openssl");
    if (openssl === undefined) {
      process.stderr.write("skipped: strict verification: this machine lacks openssl\n");
      expect(process.env.CI).not.toBe("true");
      return;
    }
    const { caFile } = await developmentCertificates({ folder, hosts: ["iot.test"] });
    const server = join(folder, "server-with-key.pem");
    const strict = ["verify", "-x509_strict", "-check_ss_sig", "-purpose", "sslserver", "-CAfile", caFile];
    expect((await run(openssl, [...strict, "-verify_hostname", "iot.test", server])).output).toMatch(/: OK\n$/);
    expect((await run(openssl, [...strict, "-verify_ip", "::1", server])).output).toMatch(/: OK\n$/);
    expect((await run(openssl, [...strict, "-verify_hostname", "iot.example", server])).code).not.toBe(0);
  });

  it("keep their keys readable by the owner only", async () => {
    await developmentCertificates({ folder });
    const modes = await Promise.all(
      (await readdir(folder)).map(async (name) => [name, ((await stat(join(folder, name))).mode & 0o777).toString(8)]),
    );
    expect(Object.fromEntries(modes)).toMatchObject({ "ca-with-key.pem": "600", "server-with-key.pem": "600" });
    expect(await readFile(join(folder, "ca.pem"), "utf8")).not.toContain("PRIVATE");
  });

  it("close a key that others could read", async () => {
    await developmentCertificates({ folder });
    await chmod(join(folder, "ca-with-key.pem"), 0o644);
    await developmentCertificates({ folder });
    expect((await stat(join(folder, "ca-with-key.pem"))).mode & 0o777).toBe(0o600);
  });

  it("are kept from one run to the next", async () => {
    const first = await developmentCertificates({ folder, hosts: ["::7"] });
    expect(await developmentCertificates({ folder, hosts: ["0:0:0:0:0:0:0:7"] })).toEqual(first);
  });

  it.each([
    ["other hosts", { hosts: ["iot.test"] }],
    ["29 days of life left", { now: () => Date.now() + 368 * DAY }],
  ])("are renewed under the same CA for %s", async (_, change) => {
    const first = await developmentCertificates({ folder });
    const second = await developmentCertificates({ folder, ...change });
    expect(second.server.certificate).not.toBe(first.server.certificate);
    expect(second.ca).toBe(first.ca);
  });

  it("are kept with 31 days of life left", async () => {
    const first = await developmentCertificates({ folder });
    expect(await developmentCertificates({ folder, now: () => Date.now() + 366 * DAY })).toEqual(first);
  });

  it("get a new CA when the old one is about to expire, and a server certificate of that CA", async () => {
    const first = await developmentCertificates({ folder });
    const second = await developmentCertificates({ folder, now: () => Date.now() + 3640 * DAY });
    expect(second.ca).not.toBe(first.ca);
    expect(new X509Certificate(second.server.certificate).verify(new X509Certificate(second.ca).publicKey)).toBe(true);
  });

  it.each(["ca-with-key.pem", "server-with-key.pem", "ca.pem"])("replace a spoilt %s", async (name) => {
    await developmentCertificates({ folder });
    await writeFile(join(folder, name), "half a file");
    const { ca, server } = await developmentCertificates({ folder });
    expect(new X509Certificate(server.certificate).verify(new X509Certificate(ca).publicKey)).toBe(true);
    expect(await readFile(join(folder, "ca.pem"), "utf8")).toBe(ca);
  });

  it("are the same for processes that start at the same time", async () => {
    const program = `
      process.once("message", async ({ folder }) => {
        const { developmentCertificates } = require("./local/certificates/development-certificates");
        const { ca, server } = await developmentCertificates({ folder });
        process.send(ca + server.certificate, () => process.exit());
      });
      process.send("ready");`;
    const script = join(folder, "start.cjs");
    await writeFile(script, program.replaceAll("./local", join(__dirname, "../../../local")));
    const children = [1, 2, 3].map(() => fork(script, [], { execArgv: ["--import", "tsx"] }));
    const answers = children.map(
      (child) =>
        new Promise((resolve, reject) => {
          child.once("error", reject).once("message", () => {
            child.once("message", resolve);
            child.send({ folder: join(folder, "kept") });
          });
        }),
    );
    expect(new Set(await Promise.all(answers)).size).toBe(1);
  });

  it.each(["https://iot.test", "iot.test:8443", "", "-x"])("refuse %j as a host", async (host) => {
    await expect(developmentCertificates({ folder, hosts: [host] })).rejects.toThrow(
      `host must be a host name or an IP address, got: ${host}. Leave out scheme and port.`,
    );
  });

  it("name the folder that cannot be used", async () => {
    const file = join(folder, "a-file");
    await writeFile(file, "");
    const attempt = developmentCertificates({ folder: file });
    await expect(attempt).rejects.toThrow(ConfigurationError);
    await expect(attempt).rejects.toThrow(/^certificatesFolder must be a folder .*a-file \(EEXIST\)/);
  });
});
