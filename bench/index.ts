import { resolve } from "node:path";
import { parseArgs } from "node:util";
import { benchBrokerMemory } from "./broker/broker-memory";
import { benchBrokerSubscriptions } from "./broker/broker-subscriptions";
import { benchBrokerThroughput } from "./broker/broker-throughput";
import { benchCertificateLogins } from "./certificate-logins";
import { benchCertificateProvisioning } from "./certificate-provisioning";
import { benchHanging } from "./hanging";
import { benchHandler } from "./measure-handler";
import { benchPolicy } from "./policy";
import { benchService, SERVICE_SECTIONS } from "./service";
import { benchStart } from "./start";
import { benchSynth } from "./synth";
import { benchSynthThings } from "./synth-things";

/** The benchmarks by name, except the sections of `service`. */
const BENCHES: Readonly<Record<string, () => void | Promise<void>>> = {
  synth: benchSynth,
  things: benchSynthThings,
  handler: benchHandler,
  policy: benchPolicy,
  subscriptions: benchBrokerSubscriptions,
  broker: benchBrokerThroughput,
  memory: benchBrokerMemory,
  start: benchStart,
  hanging: benchHanging,
  certificates: benchCertificateLogins,
  provisioning: benchCertificateProvisioning,
};

/**
 * `npm run bench [-- NAME ...]`: runs every benchmark, or those that are named. Each compares its figures with others
 * of the same run. `service` measures what the local AWS IoT Core does for its clients; its sections can be named too.
 * It takes about five minutes, or ten on a busy machine. `--before FOLDER` also measures the command of another
 * checkout (`git worktree add`, `npm ci`), to show the effect of a change. `--outputs` also measures the command with
 * its log in a file and on a terminal.
 */
async function main(args: readonly string[]): Promise<void> {
  const { values, positionals: names } = parseArgs({
    args: [...args],
    options: { before: { type: "string" }, outputs: { type: "boolean" } },
    allowPositionals: true,
  });
  const sections = Object.keys(SERVICE_SECTIONS);
  const all = [...Object.keys(BENCHES), "service", ...sections];
  const unknown = names.find((name) => !all.includes(name));
  if (unknown !== undefined) throw new Error(`The benchmark ${unknown} does not exist. Choose from ${all.join(", ")}.`);
  const chosen = Object.entries(BENCHES).filter(([name]) => names.length === 0 || names.includes(name));
  if (chosen.length > 0) {
    console.log(`${"what".padEnd(58)} ${"ratio".padStart(8)}   ${"aim".padEnd(18)} measured`);
    for (const [, bench] of chosen) await bench();
  }
  const whole = names.length === 0 || names.includes("service");
  const chosenSections = whole ? sections : sections.filter((name) => names.includes(name));
  if (chosenSections.length > 0)
    await benchService(chosenSections, { ...values, before: values.before && resolve(values.before) });
}

main(process.argv.slice(2)).catch((error: Error) => {
  console.error(error.message);
  process.exitCode = 1;
});
