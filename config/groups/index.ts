/** What other folders may import about groups: the checks of rules, the compiler, and the ready-made groups. */
export { checkClientIdRule, checkPublishRule, checkSubscribeRule } from "./check-rule";
export { cloudPrnt } from "./cloud-prnt";
export { compileGroup, longestArnPrefix } from "./compile-group";
export { device } from "./device";
export { mqtt5Sample } from "./mqtt5-sample";
export { PolicyTooLarge, packDocuments } from "./pack-documents";
export { fillPlaceholders } from "./placeholders";
export { groupStatements } from "./statements";
