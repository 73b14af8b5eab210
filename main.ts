import { runSynthesis } from "./infra/synthesis/run-synthesis";

/**
 * Entry of synthesis: `npm run synth`, `cdktf synth`, `cdktf deploy`. An argument names a configuration file other than
 * the project's.
 */
async function main(): Promise<void> {
  process.exitCode = await runSynthesis(__dirname, process.argv[2], require);
}

void main();
