import { benchBrokerMemory } from "./broker-memory";
import { benchBrokerSubscriptions } from "./broker-subscriptions";
import { benchBrokerThroughput } from "./broker-throughput";
import { benchGateway } from "./gateway";
import { benchHandler } from "./handler";
import { benchPolicy } from "./policy";
import { benchSynth } from "./synth";

/** What is measured, by name. */
const BENCHES: Readonly<Record<string, () => void | Promise<void>>> = {
  synth: benchSynth,
  handler: benchHandler,
  policy: benchPolicy,
  subscriptions: benchBrokerSubscriptions,
  gateway: benchGateway,
  broker: benchBrokerThroughput,
  memory: benchBrokerMemory,
};

/** `npm run bench [-- NAME ...]`: everything that is measured, or what is named, as ratios against something measured in the same run. */
async function main(names: readonly string[]): Promise<void> {
  const unknown = names.find((name) => !Object.hasOwn(BENCHES, name));
  if (unknown !== undefined)
    throw new Error(`There is no bench ${unknown}; there are ${Object.keys(BENCHES).join(", ")}.`);
  console.log(`${"what".padEnd(58)} ${"ratio".padStart(8)}   ${"aim".padEnd(18)} measured`);
  for (const [name, bench] of Object.entries(BENCHES)) {
    if (names.length === 0 || names.includes(name)) await bench();
  }
}

main(process.argv.slice(2)).catch((error: Error) => {
  console.error(error.message);
  process.exitCode = 1;
});
