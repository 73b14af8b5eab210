import { defineConfig, withoutAlpn } from "../define-config";
import { cloudPrnt } from "../groups/cloud-prnt";
import { device } from "../groups/device";
import { mqtt5Sample } from "../groups/mqtt5-sample";

/** What a configuration may import of this project. */
const HELPERS = { defineConfig, cloudPrnt, device, mqtt5Sample, withoutAlpn };

/** Names that a configuration may import, for suggesting the nearest. */
export const HELPER_NAMES: readonly string[] = Object.keys(HELPERS);

/** The functions of a helper that has several: `cloudPrnt.printer`. */
export function functionsOf(name: string): readonly string[] {
  const helper = Object.entries(HELPERS).find(([known]) => known === name)?.[1];
  return typeof helper === "object" ? Object.keys(helper) : [];
}
