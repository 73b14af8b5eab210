import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { createAuthority, createRequest, signRequest } from "../identity/certificates";
import { interleave, measureCommand, median, report } from "./measure";

const ROUNDS = 5;
const THINGS = 1000;
const REPOSITORY = resolve(__dirname, "..");
/** Files and folders that a synthesis reads, besides the configuration and the users file. */
const SOURCES = [
  ...["aws", "config", "identity", "infra", "lambda", "main.ts", "cdktf.json", "package.json", "package-lock.json"],
  "tsconfig.json",
];

/**
 * Measures the synthesis of a stack with 1,000 things, half of them with a certificate and half with a request,
 * compared with the same stack without things.
 */
export async function benchSynthThings(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "iot-auth-bench-"));
  try {
    const without = project(join(folder, "without"), "{}");
    const withThings = project(join(folder, "with"), await writeThings());
    const cost = (cwd: string) => () =>
      measureCommand([process.execPath, "--import", "tsx", join(cwd, "main.ts")], {}, cwd);
    for (const cwd of [without, withThings]) cost(cwd)();
    const results = interleave(ROUNDS, { with: cost(withThings), without: cost(without) });
    const [own, base] = [results.with, results.without].map((costs = []) =>
      median(costs.map((one) => one.milliseconds)),
    );
    const size = (cwd: string) => readFileSync(join(cwd, "cdktf.out", "stacks", "fleet", "cdk.tf.json")).length;
    const kilobytes = (size(withThings) - size(without)) / THINGS / 1000;
    report(
      "synth with 1,000 things / the same stack without: time",
      (own ?? Number.NaN) / (base ?? Number.NaN),
      "at most 2.0",
      `${own?.toFixed(0)} / ${base?.toFixed(0)} ms; ${kilobytes.toFixed(1)} KB of cdk.tf.json a thing`,
    );
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/**
 * Copies the project, with a configuration of one stack.
 * @param certificates the value of the setting `certificates`, as TypeScript
 * @returns the folder of the copy
 */
function project(folder: string, certificates: string): string {
  for (const name of SOURCES) cpSync(join(REPOSITORY, name), join(folder, name), { recursive: true });
  symlinkSync(join(REPOSITORY, "node_modules"), join(folder, "node_modules"), "dir");
  const groups = `{ users: { clientIds: ["{username}"] }, sensors: { clientIds: ["{thingName}"], publish: ["up/{thingName}/#"] } }`;
  writeFileSync(
    join(folder, "iot-auth.config.ts"),
    `import { defineConfig } from "./config";
export default defineConfig({ name: "fleet", region: "us-east-1", groups: ${groups}, certificates: ${certificates} });\n`,
  );
  writeFileSync(join(folder, "users.json"), '{ "users": [] }\n');
  return folder;
}

/** Returns a value of `certificates` with an authority and the things, as JSON, which is TypeScript as well. */
async function writeThings(): Promise<string> {
  const now = Date.now();
  const authority = await createAuthority({ subject: { commonName: "bench CA" }, kind: "P-256", days: 365 }, now);
  const things = await Promise.all(
    Array.from({ length: THINGS }, async (_, at) => {
      const commonName = `sensor-${at}`;
      const { csr } = await createRequest({ commonName }, "P-256");
      const source = at % 2 === 0 ? { csr } : { certificate: await signRequest(csr, authority, { days: 90, now }) };
      return [commonName, { group: "sensors", attributes: { plant: "berlin" }, ...source }] as const;
    }),
  );
  return JSON.stringify({
    authorities: { bench: { certificate: authority.certificate } },
    things: Object.fromEntries(things),
  });
}
