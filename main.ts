import { ConfigurationError } from "./infra/config/problem";
import { describeSynthesis } from "./infra/describe-synthesis";
import { synthesize } from "./infra/synthesize";

/** Entry of synthesis: `npm run synth`, `cdktf synth`, `cdktf deploy`. */
async function main(): Promise<void> {
  const { default: config } = await import("./iot-auth.config");
  console.error(describeSynthesis(await synthesize(config, { projectFolder: __dirname })));
}

main().catch((error) => {
  console.error(error instanceof ConfigurationError ? error.message : error);
  process.exitCode = 1;
});
