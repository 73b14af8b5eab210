import { createHash } from "node:crypto";
import { mkdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { replaceFile } from "../../certificates/certificate-file";

/** File mode: certificates are public, so every user may read them. */
const FOR_EVERYBODY = 0o644;

/**
 * Keeps the certificates that were issued for a stack's certificate signing requests in files, so that a request has
 * the same certificate after every load and every start, as it has in AWS.
 * @example
 * const issued = new IssuedCertificates(".iot-auth/certificates/devices", (csr) => amazon.sign(csr, Date.now()));
 * await issued.of(csr);
 */
export class IssuedCertificates {
  /** @param folder created if missing */
  constructor(
    private readonly folder: string,
    private readonly sign: (csrPem: string) => Promise<string>,
  ) {}

  /**
   * Returns the certificate (PEM) for a request.
   * @throws AwsError `InvalidRequestException` for a request that AWS IoT would not sign
   */
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
