/** Functions for texts that the tool reads and prints: untrusted texts, quoted texts, and commands. */
export {
  cdktf,
  currentInvocation,
  DEFAULT_PROGRAM,
  type Invocation,
  iotAuth,
  iotAuthWith,
  learnInvocation,
  npmStart,
  withInvocation,
} from "./command-line";
export { didYouMean, nearest } from "./nearest-name";
export { decodeText, type Place, parseJson, type RepeatedField } from "./parse-json";
export { cString, javaScriptString, phpString, pythonString, shellArgument, shellCommand } from "./quote";
export { markdownValue, textValue, visible, visibleJson, visibleTexts, xmlText } from "./visible";
