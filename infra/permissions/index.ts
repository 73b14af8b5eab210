/** The IAM policies that deployment and operation need. */
export {
  dividePolicy,
  type IamPolicy,
  MANAGED_POLICY_CHARACTERS,
  policyCharacters,
  ROLE_POLICY_CHARACTERS,
} from "./policy-document";
export type { Part } from "./policy-subject";
export { stateIsApart } from "./resources/state-permissions";
export { policyFor, type Task } from "./tasks";
