import { ConfigurationError } from "./infra/config/problem";
import { describeSynthesis } from "./infra/describe-synthesis";
import { synthesize } from "./infra/synthesize";
import config from "./iot-auth.config";

/** Entry of synthesis: `npm run synth`, `cdktf synth`, `cdktf deploy`. */
synthesize(config, { projectFolder: __dirname }).then(
  (stacks) => console.error(describeSynthesis(stacks)),
  (error) => {
    console.error(error instanceof ConfigurationError ? error.message : error);
    process.exitCode = 1;
  },
);
