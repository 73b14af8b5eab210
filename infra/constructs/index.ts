/** What other rooms may know of the constructs: names and texts by which deployed resources are found. */
export { functionDescription } from "./authorizer-function";
export { roleDescription } from "./authorizer-role";
export { invokeStatementId } from "./invoke-permission";
export { savedQueryName } from "./monitoring/saved-queries";
