import { Testing } from "cdktf";
import { resolveConfig } from "../../../config/stages/resolve-config";
import { terraformSettings } from "../../../infra/constructs/terraform-settings";
import { MINIMAL } from "../../config/complaints";

/** Returns Region and Region validation of the provider and of the backend. */
function regionSettings(settings: object) {
  const [stack] = resolveConfig({ ...MINIMAL, backend: { type: "s3", bucket: "state" }, ...settings });
  if (!stack) throw new Error("no stack");
  const text = Testing.synthScope((scope) =>
    terraformSettings(scope as Parameters<typeof terraformSettings>[0], stack.stackName, stack.settings),
  );
  const { provider, terraform } = JSON.parse(text);
  return [provider.aws[0], terraform.backend.s3].map(({ region, skip_region_validation }) => ({
    region,
    skip_region_validation,
  }));
}

describe("the provider and the backend", () => {
  it("check the Region against their own lists by default", () => {
    const checked = { region: "us-east-1", skip_region_validation: undefined };
    expect(regionSettings({})).toEqual([checked, checked]);
  });

  it("accept a Region that is not in those lists if acceptNewRegion is set", () => {
    const unchecked = { region: "eu-west-9", skip_region_validation: true };
    expect(regionSettings({ region: "eu-west-9", acceptNewRegion: true })).toEqual([unchecked, unchecked]);
  });
});
