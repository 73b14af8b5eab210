/** From a configuration to Terraform's JSON. */
export { loadStack } from "./load-stack";
export { runSynthesis } from "./run-synthesis";
export { type SynthesizedStack, type SynthesizeOptions, synthesize } from "./synthesize";
