export { defineConfig, withoutAlpn } from "./define-config";
export { cloudPrnt } from "./groups/cloud-prnt";
export { device } from "./groups/device";
export { mqtt5Sample } from "./groups/mqtt5-sample";
