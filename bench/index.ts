import { benchHandler } from "./handler";
import { benchSynth } from "./synth";

/** `npm run bench`: everything that is measured, as ratios against something measured in the same run. */
async function main(): Promise<void> {
  console.log(`${"what".padEnd(58)} ${"ratio".padStart(8)}   ${"aim".padEnd(18)} measured`);
  benchSynth();
  await benchHandler();
}

main().catch((error) => {
  console.error(error);
  process.exitCode = 1;
});
