/** What other rooms may use of groups: their rules, what they compile to, and the ready-made ones. */
export { checkClientIdRule, checkPublishRule, checkSubscribeRule } from "./check-rule";
export { cloudPrnt } from "./cloud-prnt";
export { compileGroup, longestArnPrefix } from "./compile-group";
export { device } from "./device";
export { mqtt5Sample } from "./mqtt5-sample";
export { PolicyTooLarge, packDocuments } from "./pack-documents";
export { fillPlaceholders } from "./placeholders";
export { groupStatements } from "./statements";
