import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { connect, createSecureContext, type SecureContext } from "node:tls";
import { generate } from "mqtt-packet";
import { createAuthority, createRequest, signRequest } from "../identity/certificates";
import { report } from "./measure";
import { startScript, type Target } from "./service/targets";

const DEVICES = 1000;
const NAMES = Array.from({ length: DEVICES }, (_, at) => `device-${at}`);

/**
 * Measures how long 1,000 unknown devices that connect at once take to be provisioned: the first connection of each is
 * dropped, the second one is accepted. Compared with as many logins at a TLS server of Node.js that requests
 * certificates and accepts every client.
 */
export async function benchCertificateProvisioning(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "iot-auth-bench-"));
  const now = Date.now();
  const authority = await createAuthority({ subject: { commonName: "bench CA" }, kind: "P-256", days: 30 }, now);
  writeFileSync(join(folder, "authority.pem"), authority.certificate);
  const contexts = await Promise.all(
    NAMES.map(async (commonName) => {
      const { csr, key } = await createRequest({ commonName }, "P-256");
      return { key, cert: await signRequest(csr, authority, { days: 1, now }) };
    }),
  );
  const own = await startScript("library", "certificate-server.ts", "stand-in", folder);
  const bare = await startScript("TLS alone", "certificate-server.ts", "bare", folder);
  try {
    const measure = async (
      target: Target,
    ): Promise<{ readonly answers: readonly boolean[]; readonly seconds: number }> => {
      const ca = readFileSync(target.caFile);
      const secure = contexts.map((one) => createSecureContext({ ...one, ca }));
      const answers: boolean[] = [];
      const started = performance.now();
      for (let round = 0; round < 2; round++) {
        answers.push(...(await Promise.all(NAMES.map((name, at) => logIn(target, name, secure[at] as SecureContext)))));
      }
      return { answers, seconds: (performance.now() - started) / 1000 };
    };
    const { seconds: bareSeconds } = await measure(bare);
    const { answers, seconds } = await measure(own);
    const [first, second] = [answers.slice(0, DEVICES), answers.slice(DEVICES)].map(
      (round) => round.filter((letIn) => letIn).length,
    );
    if (first !== 0 || second !== DEVICES) {
      throw new Error(`at first ${first} of ${DEVICES} devices were let in, then ${second}`);
    }
    const detail = `${seconds.toFixed(1)} s, as many logins at a bare TLS server ${bareSeconds.toFixed(1)} s`;
    report("1,000 devices provisioned at once / bare TLS server", seconds / bareSeconds, "at most 1.5", detail);
  } finally {
    await Promise.all([own.stop(), bare.stop()]);
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Returns whether the server accepts a device. Errors of a dropped connection are ignored. */
async function logIn({ port }: Target, clientId: string, secureContext: SecureContext): Promise<boolean> {
  const socket = connect({ port, host: "127.0.0.1", servername: "localhost", secureContext });
  socket.on("error", () => {});
  socket.write(generate({ cmd: "connect", clientId, keepalive: 1200, clean: true }));
  const answer: unknown = await Promise.race([
    once(socket, "data").then(([connack]) => connack),
    once(socket, "close").then(() => undefined),
  ]).catch(() => undefined);
  socket.destroy();
  return Buffer.isBuffer(answer) && answer[3] === 0;
}
