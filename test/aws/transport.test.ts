import "reflect-metadata";
import { KeyObject, webcrypto } from "node:crypto";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer, request, type Server } from "node:https";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { rootCertificates } from "node:tls";
import { SubjectAlternativeNameExtension, X509CertificateGenerator } from "@peculiar/x509";
import { createTransport } from "../../aws/transport";

let folder: string;
let bundle: string;
let server: Server;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "transport-"));
  bundle = join(folder, "ca.crt");
  const algorithm = { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" };
  const keys = await webcrypto.subtle.generateKey(algorithm, true, ["sign", "verify"]);
  const certificate = await X509CertificateGenerator.createSelfSigned({
    name: "CN=A company's own authority",
    keys,
    signingAlgorithm: algorithm,
    extensions: [new SubjectAlternativeNameExtension([{ type: "ip", value: "127.0.0.1" }])],
  });
  await writeFile(bundle, certificate.toString("pem"));
  const key = KeyObject.from(keys.privateKey).export({ type: "pkcs8", format: "pem" });
  server = createServer({ key, cert: certificate.toString("pem") }, (_request, response) => response.end("hello"));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
});
afterAll(async () => {
  await new Promise((resolve) => server.close(resolve));
  await rm(folder, { recursive: true, force: true });
});

function statusWith(environment: NodeJS.ProcessEnv): Promise<number | undefined> {
  const { httpsAgent: agent } = createTransport(environment);
  return new Promise<number | undefined>((resolve, reject) => {
    const { port } = server.address() as AddressInfo;
    request({ host: "127.0.0.1", port, agent }, (response) => resolve(response.resume().statusCode))
      .on("error", reject)
      .end();
  }).finally(() => agent.destroy());
}

test("trusts the certificate authorities in AWS_CA_BUNDLE, as Terraform's provider does", async () => {
  await expect(statusWith({ AWS_CA_BUNDLE: bundle })).resolves.toBe(200);
});

test("still trusts the certificate authorities of Node.js with AWS_CA_BUNDLE", () => {
  const { ca } = createTransport({ AWS_CA_BUNDLE: bundle }).httpsAgent.options;
  expect(ca).toEqual(expect.arrayContaining([...rootCertificates]));
});

test("does not trust the certificate authorities in the bundle without AWS_CA_BUNDLE", async () => {
  await expect(statusWith({})).rejects.toMatchObject({ code: "DEPTH_ZERO_SELF_SIGNED_CERT" });
});

test("refuses an AWS_CA_BUNDLE that cannot be read, naming it", () => {
  const missing = join(folder, "missing.pem");
  expect(() => createTransport({ AWS_CA_BUNDLE: missing })).toThrow(
    `\`AWS_CA_BUNDLE\` must name a readable file, got: "${missing}" (ENOENT). Correct or unset it.`,
  );
});

test("ends every attempt after a time limit", () => {
  const { connectionTimeout, requestTimeout, throwOnRequestTimeout } = createTransport({});
  expect({ connectionTimeout, requestTimeout, throwOnRequestTimeout }).toEqual({
    connectionTimeout: 5_000,
    requestTimeout: 10_000,
    throwOnRequestTimeout: true,
  });
});
