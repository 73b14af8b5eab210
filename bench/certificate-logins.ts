import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { connect, createSecureContext, type SecureContext } from "node:tls";
import { generate } from "mqtt-packet";
import { createAuthority } from "../local/certificates/issuing";
import { median, report } from "./measure";
import { startScript, type Target } from "./service/targets";

const ROUNDS = 7;
const LOGINS = 300;
/** Number of connections that are opened at the same time. */
const AT_ONCE = 16;

/**
 * Measures logins with a certificate, one connection each: the stand-in, compared with a TLS server of Node.js that
 * requests certificates and accepts every client.
 */
export async function benchCertificateLogins(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "iot-auth-bench-"));
  const device = await createAuthority("ecdsa", Date.now());
  writeFileSync(join(folder, "device.pem"), device.certificate);
  const targets = [
    await startScript("library", "certificate-server.ts", "stand-in", folder),
    await startScript("TLS alone", "certificate-server.ts", "bare", folder),
  ] as const;
  try {
    const contexts = targets.map(({ caFile }) =>
      createSecureContext({ ca: readFileSync(caFile), cert: device.certificate, key: device.key }),
    );
    const rates: number[][] = [[], []];
    for (let round = 0; round <= ROUNDS; round++) {
      for (const [at, target] of targets.entries()) {
        const rate = await measureLogins(target, contexts[at] as SecureContext, round);
        // The first round only warms up both servers.
        if (round > 0) rates[at]?.push(rate);
      }
    }
    const [own = [], bare = []] = rates;
    const ratio = median(own.map((rate, at) => rate / (bare[at] ?? Number.NaN)));
    const detail = `${median(own).toFixed(0)}/s, bare TLS server with requestCert ${median(bare).toFixed(0)}/s`;
    report("logins with a certificate / bare TLS server", ratio, "at least 0.9", detail);
  } finally {
    await Promise.all(targets.map((target) => target.stop()));
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Returns the number of logins per second. */
async function measureLogins({ port }: Target, secureContext: SecureContext, round: number): Promise<number> {
  let begun = 0;
  const client = async (): Promise<void> => {
    while (begun < LOGINS) {
      const packet = generate({ cmd: "connect", clientId: `device-${round}-${begun++}`, keepalive: 1200, clean: true });
      const socket = connect({ port, host: "127.0.0.1", servername: "localhost", secureContext });
      socket.write(packet);
      const [connack] = (await once(socket, "data")) as [Buffer];
      if (connack[3] !== 0) throw new Error(`the login was refused: ${connack.toString("hex")}`);
      socket.destroy();
    }
  };
  const started = performance.now();
  await Promise.all(Array.from({ length: AT_ONCE }, client));
  return LOGINS / ((performance.now() - started) / 1000);
}
