import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { createServer } from "node:tls";
import { startLocalIotCore } from "../../local";
import { developmentCertificates } from "../../local/certificates/development-certificates";

const CONNACK = Buffer.of(0x20, 2, 0, 0);
const DOCUMENT = {
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Action: "iot:Connect", Resource: "arn:aws:iot:us-east-1:123456789012:client/*" }],
};

const ID = "AWS::IoT::Certificate::Id";
const NAME = "AWS::IoT::Certificate::CommonName";
/** A template for just-in-time provisioning, like those of this project's stacks. */
const TEMPLATE = {
  Parameters: { [NAME]: { Type: "String" }, [ID]: { Type: "String" } },
  Resources: {
    thing: { Type: "AWS::IoT::Thing", Properties: { ThingName: { Ref: NAME } } },
    certificate: {
      Type: "AWS::IoT::Certificate",
      Properties: { CertificateId: { Ref: ID }, Status: "ACTIVE", ThingPrincipalType: "EXCLUSIVE_THING" },
    },
    policy: { Type: "AWS::IoT::Policy", Properties: { PolicyName: "bench" } },
  },
};

/**
 * Starts the stand-in with the CA in the folder's `authority.pem`, which provisions just in time; without that file,
 * with one registered certificate, the folder's `device.pem`.
 */
async function startStandIn(folder: string): Promise<{ readonly port: number; readonly caFile: string }> {
  const core = await startLocalIotCore({ certificatesFolder: join(folder, "certificates") });
  const [device, authority] = ["device.pem", "authority.pem"].map((name) => join(folder, name)) as [string, string];
  const provision = existsSync(authority);
  await core.registerDevices({
    policies: [{ name: "bench", document: JSON.stringify(DOCUMENT) }],
    certificates: provision
      ? []
      : [{ id: "device", pem: readFileSync(device, "utf8"), active: true, policies: ["bench"] }],
    authorities: provision
      ? [
          {
            ...{ id: "factory", pem: readFileSync(authority, "utf8"), mode: "SNI_ONLY", active: true },
            ...{ autoRegistration: true, template: "bench" },
          },
        ]
      : [],
    templates: [
      {
        ...{ name: "bench", body: JSON.stringify(TEMPLATE), enabled: true },
        roleArn: "arn:aws:iam::123456789012:role/bench",
      },
    ],
  });
  return { port: core.mqttsPort, caFile: core.certificates.caFile };
}

/** Starts a TLS server that requests certificates, and accepts every certificate and every CONNECT. */
async function startBare(folder: string): Promise<{ readonly port: number; readonly caFile: string }> {
  const { server, caFile } = await developmentCertificates({ folder: join(folder, "certificates") });
  const options = {
    cert: server.map(({ certificate }) => certificate),
    key: server.map(({ key }) => key),
    requestCert: true,
    rejectUnauthorized: false,
    noDelay: true,
  };
  const listening = createServer(options, (socket) => {
    socket.on("error", () => socket.destroy());
    socket.once("data", () => socket.write(CONNACK));
  });
  await new Promise<void>((resolve) => listening.listen(0, "127.0.0.1", resolve));
  return { port: (listening.address() as { port: number }).port, caFile };
}

/**
 * Runs one of the two servers until standard input ends. Arguments of the process: `stand-in` or `bare`, and a folder.
 */
async function main(kind: string, folder: string): Promise<void> {
  console.log(JSON.stringify(await (kind === "bare" ? startBare : startStandIn)(folder)));
  process.stdin.resume().once("end", () => process.exit(0));
}

void main(process.argv[2] ?? "", process.argv[3] ?? "");
