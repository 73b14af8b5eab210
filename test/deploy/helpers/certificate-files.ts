import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { createRequest } from "../../../identity/certificates/issue";
import { authority, deviceOf } from "../../identity/certificates/made";
import type { Checkout } from "./checkout";

/** Certificates, keys and certificate signing requests, made for one test file. */
export interface CertificateFiles {
  readonly bench: Awaited<ReturnType<typeof authority>>;
  readonly factory: Awaited<ReturnType<typeof authority>>;
  /** Certificate and key of the thing `sensor-1`, signed by `bench`. */
  readonly first: Awaited<ReturnType<typeof deviceOf>>;
  /** Certificate and key of the device `sensor-3`, which no configuration names, signed by `factory`. */
  readonly inTime: Awaited<ReturnType<typeof deviceOf>>;
  /** Files for the checkout's folder `certificates`, by name. None is a key. */
  readonly files: Readonly<Record<string, string>>;
  /** All private keys, PEM. */
  readonly keys: readonly string[];
}

/** Makes two authorities, `bench` and `factory`, and the certificates and the request of three devices. */
export async function makeCertificateFiles(): Promise<CertificateFiles> {
  const [bench, factory, request] = await Promise.all([
    authority(),
    authority(),
    createRequest({ commonName: "sensor-2" }, "P-256"),
  ]);
  const first = await deviceOf(bench, { commonName: "sensor-1" });
  const inTime = await deviceOf(factory, { commonName: "sensor-3" });
  return {
    ...{ bench, factory, first, inTime },
    files: {
      "bench-ca.pem": bench.certificate,
      "factory-ca.pem": factory.certificate,
      "sensor-1.pem": first.certificate,
      "sensor-2.csr": request.csr,
    },
    keys: [bench.key, factory.key, first.key, inTime.key, request.key],
  };
}

/** Writes files into a checkout's folder `certificates`. */
export async function putCertificates({ folder }: Checkout, files: Readonly<Record<string, string>>): Promise<void> {
  await mkdir(join(folder, "certificates"), { recursive: true });
  await Promise.all(Object.entries(files).map(([name, pem]) => writeFile(join(folder, "certificates", name), pem)));
}
