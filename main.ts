import { dirname } from "node:path";
import { ConfigurationError } from "./infra/config/problem";
import { describeSynthesis } from "./infra/describe-synthesis";
import { describeOldStacks, removeOldStacks } from "./infra/old-stacks";
import { synthesize } from "./infra/synthesize";

/** Entry of synthesis: `npm run synth`, `cdktf synth`, `cdktf deploy`. */
async function main(): Promise<void> {
  const { default: config } = await import("./iot-auth.config");
  const stacks = await synthesize(config, { projectFolder: __dirname });
  const old = await removeOldStacks(
    dirname(stacks[0]?.folder ?? ""),
    stacks.map(({ stackName }) => stackName),
  );
  console.error([describeSynthesis(stacks), ...describeOldStacks(old)].join("\n"));
}

main().catch((error) => {
  console.error(error instanceof ConfigurationError ? error.message : error);
  process.exitCode = 1;
});
