import { createPrivateKey, createPublicKey, type KeyObject } from "node:crypto";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { ConfigurationError } from "../../config/problem";
import { readGivenFile } from "../../config/read-given-file";
import { cdktf, iotAuth } from "../../config/text";
import { certificateFiles, parseCertificate, readPem, requestKey } from "../../identity/certificates";
import { controlPlaneEndpoint } from "../aws/control-plane-endpoint";
import type { Io } from "../io";
import type { Project } from "../project";
import { whileBusy } from "../terminal/busy";
import { configuredThing } from "./thing-lines";
import { certificateIdOf } from "./view-devices";

/**
 * Fetches the certificate that AWS IoT Core, or the stand-in, issued for a thing's request, if `certificates/` has no
 * such file.
 * @param base Name of the thing's files, without an ending
 * @returns PEM; `undefined` if the file exists, the configuration names no request of the thing, or neither key nor
 * request can be read
 * @throws {ConfigurationError} if no certificate was issued for the thing's key or request
 */
export async function issuedCertificate(
  project: Project,
  name: string,
  base: string,
  local: boolean,
  io: Io,
): Promise<string | undefined> {
  const { configFolder } = project;
  const files = certificateFiles(base);
  if (existsSync(join(configFolder, files.certificate)) || configuredThing(project, name)?.csr === undefined) return;
  const own = await publicKeyOf(configFolder, files.key, files.csr);
  if (own === undefined) return;
  const place = await controlPlaneEndpoint(project, local ? { local } : {}, io);
  const { deviceApi } = await import("./device-api");
  const api = deviceApi(await place.settings());
  const found = await whileBusy(io, `Asking ${place.where}`, async () => {
    for (const arn of (await api.principals(name)) ?? []) {
      const pem = (await api.certificate(certificateIdOf(arn) ?? ""))?.pem ?? "";
      if (parseCertificate({ pem, der: Buffer.alloc(0) })?.publicKey.equals(own)) return pem;
    }
    return undefined;
  });
  if (found !== undefined) return found;
  throw new ConfigurationError([
    {
      path: files.certificate,
      must: `exist, or have been issued by ${place.where} for ${files.csr}`,
      remedy: `AWS signs it with the next apply: ${cdktf("deploy")}. To sign it with your own CA: ${iotAuth("device", "sign", name)}`,
    },
  ]);
}

async function publicKeyOf(folder: string, key: string, csr: string): Promise<KeyObject | undefined> {
  const text = await readGivenFile(join(folder, key)).then(String, () => undefined);
  try {
    if (text !== undefined) return createPublicKey(createPrivateKey(text));
  } catch {
    return undefined;
  }
  const reading = await readPem(csr, csr, "CERTIFICATE REQUEST", folder);
  return reading.ok ? requestKey(reading.block) : undefined;
}
