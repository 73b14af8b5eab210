import { X509Certificate } from "node:crypto";
import { readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { type ConnectionOptions, connect as connectTls, type TLSSocket } from "node:tls";
import {
  CreateDomainConfigurationCommand,
  DeleteDomainConfigurationCommand,
  UpdateDomainConfigurationCommand,
} from "@aws-sdk/client-iot";
import { allowing, type CustomStandIn, startWithHandler } from "../../clients/custom-function";
import { clientFor, closeAll } from "../control-plane/start";
import { connect } from "./connect";

const DOMAIN = "iot.example.com";
const endpoint = { domainName: DOMAIN, authenticationType: "CUSTOM_AUTH", applicationProtocol: "SECURE_MQTT" } as const;

describe("endpoints besides the account's own", () => {
  let standIn: CustomStandIn;
  beforeEach(async () => {
    standIn = await startWithHandler(allowing(), {}, { setAsDefault: false });
  });
  afterEach(() => standIn?.close());

  /** Loads the stack again, with changes. */
  const load = async (change: object = {}): Promise<void> => {
    standIn.core.load({
      stackName: "custom",
      function: { zip: Buffer.alloc(0), handler: "index.handler" },
      authorizer: { name: "custom", signingDisabled: true },
      endpoint: { ...endpoint, ...change },
    });
    await standIn.replace(allowing());
  };

  it("accept clients that name no authorizer under their own server name, not under the account's", async () => {
    await load();

    const client = await connect(standIn.core, { servername: DOMAIN, username: "u" });
    expect(standIn.calls()).toMatchObject([{ protocolData: { tls: { serverName: DOMAIN } } }]);
    client.end(true);
    await expect(connect(standIn.core, { username: "u" })).rejects.toMatchObject({ code: 0x87 });
  });

  it("refuse all clients while they are DISABLED", async () => {
    await load({ status: "DISABLED" });

    await expect(connect(standIn.core, { servername: DOMAIN, username: "u" })).rejects.toMatchObject({ code: 0x87 });
    expect(standIn.calls()).toEqual([]);
  });

  it("refuse other protocols than theirs", async () => {
    await load({ applicationProtocol: "HTTPS" });

    await expect(connect(standIn.core, { servername: DOMAIN, username: "u" })).rejects.toMatchObject({ code: 0x87 });
  });

  it("are listed with their authorizers, the account's own first", async () => {
    await load({ allowAuthorizerOverride: true, status: "DISABLED" });

    expect(standIn.core.endpoints()).toEqual([
      {
        host: "localhost",
        domainConfiguration: null,
        authorizer: null,
        allowAuthorizerOverride: true,
        authenticationType: "DEFAULT",
        applicationProtocol: "DEFAULT",
        status: "ENABLED",
      },
      {
        host: DOMAIN,
        domainConfiguration: "custom",
        authorizer: "custom",
        allowAuthorizerOverride: true,
        authenticationType: "CUSTOM_AUTH",
        applicationProtocol: "SECURE_MQTT",
        status: "DISABLED",
      },
    ]);
  });
});

describe("the certificate", () => {
  let standIn: CustomStandIn;
  beforeEach(async () => {
    standIn = await startWithHandler(allowing());
  });
  afterEach(async () => {
    await closeAll();
    await standIn?.close();
  });

  /** Connects with a server name. @returns the code of the error that strict verification finds, or "verified" */
  const verify = (servername: string, can: ConnectionOptions = {}): Promise<string> =>
    new Promise((resolve) => {
      const { port, certificates } = standIn.core;
      const options = { host: "127.0.0.1", port, servername, ca: certificates.ca, ...can };
      const socket: TLSSocket = connectTls(options, () => {
        resolve("verified");
        socket.destroy();
      });
      socket.on("error", ({ code }: NodeJS.ErrnoException) => resolve(code ?? "failed"));
    });
  const WRONG_NAME = "ERR_TLS_CERT_ALTNAME_INVALID";
  const create = (domainConfigurationName: string, domainName?: string) =>
    clientFor(standIn.core.controlPlane.url).send(
      new CreateDomainConfigurationCommand({
        domainConfigurationName,
        ...(domainName && {
          domainName,
          serverCertificateArns: ["arn:aws:acm:us-east-1:123456789012:certificate/5d1c"],
        }),
        authorizerConfig: { defaultAuthorizerName: "custom", allowAuthorizerOverride: false },
      }),
    );
  const folder = () => join(standIn.core.certificates.caFile, "..");

  it("is valid for every current endpoint, and always for localhost", async () => {
    expect([await verify("a.example.com"), await verify("localhost")]).toEqual([WRONG_NAME, "verified"]);

    await Promise.all([create("a", "A.example.com"), create("b", "b.example.com"), create("managed")]);
    const managed = standIn.core.endpoints().find(({ domainConfiguration }) => domainConfiguration === "managed");
    const names = ["a.example.com", "b.example.com", managed?.host ?? "", "localhost"];
    // There is a certificate for each of two kinds of keys, and both have to be renewed.
    for (const can of [{}, { sigalgs: "ECDSA+SHA256" }, { sigalgs: "RSA+SHA256:RSA-PSS+SHA256" }]) {
      const seen = await Promise.all(names.map((name) => verify(name, can)));
      expect(seen).toEqual(names.map(() => "verified"));
    }
    expect(await verify("c.example.com")).toBe(WRONG_NAME);

    const iot = clientFor(standIn.core.controlPlane.url);
    const gone = { domainConfigurationName: "b" };
    await iot.send(new UpdateDomainConfigurationCommand({ ...gone, domainConfigurationStatus: "DISABLED" }));
    expect(await verify("b.example.com")).toBe("verified");
    await iot.send(new DeleteDomainConfigurationCommand(gone));
    expect([await verify("b.example.com"), await verify("a.example.com")]).toEqual([WRONG_NAME, "verified"]);
  });

  it("is renewed under the same authority, kept for the next run, its key for the owner only", async () => {
    await create("a", "a.example.com");
    await verify("a.example.com");

    const file = join(folder(), "server-with-key.pem");
    const kept = new X509Certificate(await readFile(file));
    expect(kept.checkHost("a.example.com")).toBe("a.example.com");
    expect(kept.verify(new X509Certificate(standIn.core.certificates.ca).publicKey)).toBe(true);
    const modes = await Promise.all(
      (await readdir(folder())).map(async (name) => (await stat(join(folder(), name))).mode),
    );
    expect(modes.map((mode) => (mode & 0o077).toString(8)).sort()).toEqual(["0", "0", "0", "0", "44"]);
  });

  it("leaves out names that no certificate can hold", async () => {
    await create("bad", "not_a_host");
    await create("a", "a.example.com");

    expect([await verify("a.example.com"), await verify("localhost")]).toEqual(["verified", "verified"]);
  });

  it("stays the same if it cannot be renewed, which is reported once", async () => {
    await rm(folder(), { recursive: true });
    await writeFile(folder(), "in the way");
    await create("a", "a.example.com");

    expect([await verify("a.example.com"), await verify("localhost")]).toEqual([WRONG_NAME, "verified"]);
    expect(standIn.events.filter(({ event }) => event === "problem")).toEqual([
      {
        event: "problem",
        time: expect.any(Number),
        kind: "stand-in",
        message: expect.stringMatching(
          /^the certificate could not be renewed for a\.example\.com: certificatesFolder must/,
        ),
      },
    ]);
  });
});
