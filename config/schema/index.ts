/** What other rooms may use of the schema: its types, and what a value that it does not take is told. */
export {
  type GroupInput,
  type GroupSettings,
  type ResolvedStack,
  type StackSettings,
  stackSchema,
} from "./config-schema";
export type { EndpointSettings } from "./endpoint-schema";
export { explainIssues } from "./explain-issues";
export type { MonitoringSettings } from "./monitoring-schema";
export { flag, packRule, text, unpackRule } from "./setting-fields";
