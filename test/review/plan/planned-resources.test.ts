import { plannedResources } from "../../../review/plan/planned-resources";
import { aPlan, planJson } from "../a-plan";

const resource = (address: string, actions: string[], mode = "managed") => ({
  address,
  mode,
  change: { actions, before: null, after: null },
});

describe("plannedResources", () => {
  it("sorts resources by their planned action, and knows replacements of either order", () => {
    const resource_changes = [
      resource("terraform_data.access_map", ["no-op"]),
      resource("a.new", ["create"]),
      resource("a.changed", ["update"]),
      resource("a.old_first", ["delete", "create"]),
      resource("a.new_first", ["create", "delete"]),
      resource("a.kept_aside", ["forget", "create"]),
      resource("a.gone", ["delete"]),
      resource("a.forgotten", ["forget"]),
      resource("data.a.read", ["read"], "data"),
    ];
    expect(plannedResources(aPlan(planJson({}, { resource_changes })))).toEqual({
      add: ["a.new"],
      change: ["a.changed"],
      replace: ["a.old_first", "a.new_first", "a.kept_aside"],
      destroy: ["a.gone"],
      forget: ["a.forgotten"],
    });
  });
});
