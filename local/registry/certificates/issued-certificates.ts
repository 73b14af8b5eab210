import { createHash } from "node:crypto";
import { mkdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { replaceFile } from "../../certificates/certificate-file";

/** A certificate is for everybody to read. */
const FOR_EVERYBODY = 0o644;

/**
 * Certificates that were issued to the certificate signing requests of a stack, kept in files: a request gets the same one at every load and after
 * every start, as it would from AWS.
 * @example
 * const issued = new IssuedCertificates(".iot-auth/certificates/devices", (csr) => amazon.sign(csr, Date.now()));
 * await issued.of(csr);
 */
export class IssuedCertificates {
  /** @param folder made if missing */
  constructor(
    private readonly folder: string,
    private readonly sign: (csrPem: string) => Promise<string>,
  ) {}

  /** @throws AwsError `InvalidRequestException` for what is no request that AWS IoT would sign */
  async of(csrPem: string): Promise<string> {
    const name = createHash("sha256").update(csrPem.trim()).digest("hex").slice(0, 32);
    const file = join(this.folder, `${name}.pem`);
    const kept = await readFile(file, "utf8").catch(() => undefined);
    if (kept !== undefined) return kept;
    const pem = await this.sign(csrPem);
    await mkdir(this.folder, { recursive: true });
    await replaceFile(file, pem, FOR_EVERYBODY);
    return pem;
  }
}
