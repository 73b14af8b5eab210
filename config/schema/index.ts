/** What other folders may import from the schema: its types, and the explanation of values that it refuses. */
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
