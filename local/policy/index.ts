export type { IotAction } from "./actions";
export { type AwsAccount, arnPrefix, clientArn, topicArn, topicFilterArn } from "./arns";
export { bindPolicy, type ConnectionContext, type ConnectionPolicy, type ConnectOptions } from "./bind-policy";
export type { ConnectAttribute, RequestContext } from "./context";
export { type AccessRequest, type Decision, evaluate, type StatementPlace } from "./evaluate-access";
export { explain } from "./explaining/explain-decision";
export type { CompiledPolicy } from "./matching/compiled-policy";
export { DECISION_CACHE_CAPACITY, DecisionCache } from "./matching/decision-cache";
export { MalformedPolicyError, type PolicyProblem } from "./parsing/malformed-policy";
export { parsePolicy, readPolicyDocuments } from "./parsing/parse-policy";
export {
  connectScope,
  publishScope,
  receiveScope,
  retainPublishScope,
  type Scope,
  type SharedSubscriptionResource,
  subscribeScope,
} from "./scopes";
