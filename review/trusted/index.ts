/** What of a plan its own configuration explains. */
export { comparePlanFile, planFileDigest, UnreadablePlanFile } from "./compare-plan-file";
export { compareWithSynthesis } from "./compare-with-synthesis";
export { readSynthesis, type Synthesis, SynthesisError } from "./synthesis";
