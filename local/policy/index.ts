export type { IotAction } from "./actions";
export { type AwsAccount, arnPrefix, clientArn, topicArn, topicFilterArn } from "./arns";
export { bindPolicy, type ConnectionContext, type ConnectionPolicy, type ConnectOptions } from "./bind-policy";
export type { CompiledPolicy } from "./compiled-policy";
export type { ConnectAttribute, RequestContext } from "./context";
export { createDecisionCache, DECISION_CACHE_CAPACITY, type DecisionCache } from "./decision-cache";
export { MalformedPolicyError, type PolicyProblem } from "./errors";
export { type AccessRequest, type Decision, evaluate, type StatementPlace } from "./evaluate";
export { explain } from "./explain";
export { parsePolicy } from "./parse";
export {
  connectScope,
  publishScope,
  receiveScope,
  retainPublishScope,
  type Scope,
  type SharedSubscriptionResource,
  subscribeScope,
} from "./scopes";
