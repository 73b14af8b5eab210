/** What of a plan its own configuration explains. */
export { compareWithSynthesis } from "./compare-with-synthesis";
export { comparePlanFile, planFileDigest, UnreadablePlanFile } from "./plan-file/compare-plan-file";
export { readSynthesis, type Synthesis, SynthesisError } from "./synthesis";
