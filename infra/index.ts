/** For older configurations, which import from this folder. New configurations import from `config/`. */
export { cloudPrnt, defineConfig, device, mqtt5Sample, withoutAlpn } from "../config";
