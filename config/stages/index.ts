/** How a configuration becomes stacks, one a stage. */
export { isObject } from "./merge-settings";
export { chooseStack, resolveConfig } from "./resolve-config";
export type { ResolvedStack } from "./resolved-stack";
