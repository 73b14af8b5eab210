/** Where configurations that were written before the room `config/` import from; new ones import from there. */
export { cloudPrnt, defineConfig, device, mqtt5Sample, withoutAlpn } from "../config";
