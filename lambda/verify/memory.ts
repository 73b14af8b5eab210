import { createHmac, randomBytes } from "node:crypto";

/**
 * Remembers successful slow checks, since AWS IoT Core calls the handler again at every policy refresh.
 *
 * Holds no password: an entry is a digest of stored secret and password, keyed with random bytes that exist only in
 * this process.
 */
export class VerificationMemory {
  readonly #key = randomBytes(32);
  readonly #entries = new Set<string>();

  /** @param capacity maximum number of entries; the oldest is removed first */
  constructor(private readonly capacity = 10_000) {}

  has(storedSecret: string, password: Buffer): boolean {
    return this.#entries.has(this.#digest(storedSecret, password));
  }

  add(storedSecret: string, password: Buffer): void {
    if (this.#entries.size >= this.capacity) this.#entries.delete(String(this.#entries.values().next().value));
    this.#entries.add(this.#digest(storedSecret, password));
  }

  #digest(storedSecret: string, password: Buffer): string {
    return createHmac("sha256", this.#key).update(storedSecret).update("\0").update(password).digest("base64");
  }
}
