import { fork } from "node:child_process";
import { createPrivateKey, X509Certificate } from "node:crypto";
import { chmod, copyFile, mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { connect, createServer } from "node:tls";
import {
  type DevelopmentCertificates,
  developmentCertificates,
} from "../../../local/certificates/development-certificates";
import { StandInOptionError } from "../../../local/local-errors";
import { describeWith } from "../../helpers/needs";
import { copyReadyCertificates } from "../../helpers/ready-made";
import { run } from "../../helpers/run";

const DAY = 86_400_000;
const PEM = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g;
/** Returns both server certificates, each with the authority of the same kind of key. */
const pairs = ({ ca, server }: DevelopmentCertificates) => {
  const authorities = [...ca.matchAll(PEM)].map(([pem]) => new X509Certificate(pem));
  expect([authorities.length, server.length]).toEqual([2, 2]);
  return server.map(({ certificate }, at) => ({
    server: new X509Certificate(certificate),
    authority: authorities[at] as X509Certificate,
  }));
};
/**
 * Folder with the certificates of this run of jest, since making other keys takes longer than the rest of the tests.
 */
let folder: string;
/** Folder in which these tests made all certificates once. Tests only read it. */
let made: string;
let certificates: DevelopmentCertificates;
beforeAll(async () => {
  made = await mkdtemp(join(tmpdir(), "iot-auth-certificates-"));
  certificates = await developmentCertificates({ folder: made });
});
afterAll(() => rm(made, { recursive: true, force: true }));

beforeEach(async () => {
  folder = copyReadyCertificates(await mkdtemp(join(tmpdir(), "iot-auth-certificates-")));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

describe("development certificates", () => {
  it("are valid for localhost, the loopback addresses and the given hosts", async () => {
    const hosts = ["Printers.test", "192.0.2.7", "2001:db8::7"];
    for (const { server } of pairs(await developmentCertificates({ folder, hosts }))) {
      for (const host of ["localhost", "printers.test"]) expect(server.checkHost(host)).toBe(host);
      for (const ip of ["127.0.0.1", "::1", "192.0.2.7", "2001:db8::7"]) expect(server.checkIP(ip)).toBe(ip);
      expect(server.checkHost("example.com")).toBeUndefined();
    }
  });

  it("are one with an ECDSA key and one with an RSA key, each of an authority of the same kind", () => {
    const kinds = pairs(certificates).map(({ server, authority }) => {
      expect(server.verify(authority.publicKey)).toBe(true);
      return [server, authority].map(({ publicKey }) => publicKey.asymmetricKeyType);
    });
    expect(kinds).toEqual([
      ["ec", "ec"],
      ["rsa", "rsa"],
    ]);
  });

  it("keep the authority that an older version made, and add an RSA authority", async () => {
    const { ca } = await developmentCertificates({ folder });
    const [older] = [...ca.matchAll(PEM)].map(([pem]) => `${pem}\n`);
    for (const name of ["ca-rsa-with-key.pem", "server-rsa-with-key.pem"]) await rm(join(folder, name));
    await writeFile(join(folder, "ca.pem"), older ?? "");

    const again = await developmentCertificates({ folder });
    expect(again.ca.startsWith(older ?? "none")).toBe(true);
    expect(await readFile(join(folder, "ca.pem"), "utf8")).toBe(again.ca);
    expect(pairs(again)).toHaveLength(2);
  });

  it("replace certificates with a key of the other kind", async () => {
    await developmentCertificates({ folder });
    for (const name of ["ca", "server"])
      await copyFile(join(folder, `${name}-with-key.pem`), join(folder, `${name}-rsa-with-key.pem`));
    const kinds = pairs(await developmentCertificates({ folder })).map(({ server }) => server.publicKey);
    expect(kinds.map(({ asymmetricKeyType }) => asymmetricKeyType)).toEqual(["ec", "rsa"]);
  });

  it.each([
    ["whatever it can verify", {}],
    ["ECDSA alone", { sigalgs: "ECDSA+SHA256" }],
    ["RSA alone", { sigalgs: "RSA+SHA256:RSA-PSS+SHA256" }],
  ])("let a client that trusts the CA alone connect: %s", async (_, can) => {
    const { ca, server } = await developmentCertificates({ folder });
    const [cert, key] = [server.map(({ certificate }) => certificate), server.map((one) => one.key)];
    const listening = createServer({ cert, key }, (socket) => socket.end("hello"));
    await new Promise<void>((resolve) => listening.listen(0, "127.0.0.1", resolve));
    const { port } = listening.address() as { port: number };
    const client = connect({ host: "127.0.0.1", servername: "localhost", port, ca, ...can });
    const heard = await new Promise<string>((resolve, reject) => {
      client.on("data", (data) => resolve(String(data)));
      client.on("error", reject);
    });
    listening.close();
    expect(heard).toBe("hello");
  });

  describeWith(["openssl"], "with openssl", () => {
    it.each(["server-with-key.pem", "server-rsa-with-key.pem"])(
      "pass OpenSSL's strict verification: %s",
      async (name) => {
        const { caFile } = await developmentCertificates({ folder, hosts: ["iot.test"] });
        const server = join(folder, name);
        const strict = ["verify", "-x509_strict", "-check_ss_sig", "-purpose", "sslserver", "-CAfile", caFile];
        expect((await run("openssl", [...strict, "-verify_hostname", "iot.test", server])).output).toMatch(/: OK\n$/);
        expect((await run("openssl", [...strict, "-verify_ip", "::1", server])).output).toMatch(/: OK\n$/);
        expect((await run("openssl", [...strict, "-verify_hostname", "iot.example", server])).code).not.toBe(0);
      },
    );
  });

  it("keep their keys readable by the owner only", async () => {
    const modes = await Promise.all(
      (await readdir(made)).map(async (name) => [name, ((await stat(join(made, name))).mode & 0o777).toString(8)]),
    );
    expect(Object.fromEntries(modes)).toMatchObject({
      "ca-with-key.pem": "600",
      "ca-rsa-with-key.pem": "600",
      "server-with-key.pem": "600",
      "server-rsa-with-key.pem": "600",
    });
    expect(await readFile(join(made, "ca.pem"), "utf8")).not.toContain("PRIVATE");
  });

  it("make a key that other users could read readable by the owner only", async () => {
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
    ["other hosts, with the same keys", { hosts: ["iot.test"] }, true],
    ["29 days of life left, with other keys", { now: () => Date.now() + 368 * DAY }, false],
  ])("are renewed under the same CA for %s", async (_, change, isSameKey) => {
    const first = await developmentCertificates({ folder });
    const second = await developmentCertificates({ folder, ...change });
    for (const [at, { certificate, key }] of second.server.entries()) {
      expect(certificate).not.toBe(first.server[at]?.certificate);
      expect(key === first.server[at]?.key).toBe(isSameKey);
      expect(new X509Certificate(certificate).checkPrivateKey(createPrivateKey(key))).toBe(true);
    }
    expect(second.ca).toBe(first.ca);
    expect(await developmentCertificates({ folder, ...change })).toEqual(second);
  });

  it("are kept if they are valid for 31 more days", async () => {
    const first = await developmentCertificates({ folder });
    expect(await developmentCertificates({ folder, now: () => Date.now() + 366 * DAY })).toEqual(first);
  });

  it("get a new CA and server certificate when the CA is about to expire", async () => {
    const first = await developmentCertificates({ folder });
    const second = await developmentCertificates({ folder, now: () => Date.now() + 3640 * DAY });
    for (const [at, { server, authority }] of pairs(second).entries()) {
      expect(authority.raw).not.toEqual(pairs(first)[at]?.authority.raw);
      expect(server.verify(authority.publicKey)).toBe(true);
    }
  });

  it.each(["ca-with-key.pem", "server-with-key.pem", "ca-rsa-with-key.pem", "server-rsa-with-key.pem", "ca.pem"])(
    "replace a damaged %s",
    async (name) => {
      await developmentCertificates({ folder });
      await writeFile(join(folder, name), "half a file");
      const replaced = await developmentCertificates({ folder });
      for (const { server, authority } of pairs(replaced)) expect(server.verify(authority.publicKey)).toBe(true);
      expect(await readFile(join(folder, "ca.pem"), "utf8")).toBe(replaced.ca);
    },
  );

  it("are the same for processes that start at the same time", async () => {
    const program = `
      process.once("message", async ({ folder }) => {
        const { developmentCertificates } = require("./local/certificates/development-certificates");
        const { ca, server } = await developmentCertificates({ folder });
        process.send(ca + JSON.stringify(server), () => process.exit());
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
            child.send({ folder: join(folder, "empty") });
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
    await expect(attempt).rejects.toThrow(StandInOptionError);
    await expect(attempt).rejects.toThrow(/^certificatesFolder must be a folder .*a-file \(EEXIST\)/);
  });
});
