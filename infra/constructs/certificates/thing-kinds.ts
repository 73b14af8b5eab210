import { IotThingGroup } from "@cdktf/provider-aws/lib/iot-thing-group";
import { IotThingType } from "@cdktf/provider-aws/lib/iot-thing-type";
import type { TerraformResource } from "cdktf";
import { Construct } from "constructs";
import { type CertificatesSettings, thingGroupLevels } from "../../../config/certificates";
import { ADDRESS, evaluated, logicalId } from "../../addresses";

/**
 * Thing types and thing groups that the stack creates. Nested groups have a block for each level, since instances of
 * one block cannot depend on each other.
 */
export class ThingKinds extends Construct {
  readonly resources: readonly TerraformResource[];

  constructor(scope: Construct, id: string, { thingTypes, thingGroups }: CertificatesSettings) {
    super(scope, id);
    this.resources = [...this.#types(thingTypes), ...this.#groups(thingGroups)];
  }

  #types(types: CertificatesSettings["thingTypes"]): TerraformResource[] {
    const entries = Object.entries(types);
    if (entries.length === 0) return [];
    const made = new IotThingType(this, "types", {
      name: evaluated("each.key"),
      properties: { description: evaluated("each.value.description") },
    });
    made.addOverride("properties.searchable_attributes", evaluated("each.value.searchable"));
    made.addOverride(
      "for_each",
      Object.fromEntries(
        entries.map(([name, { description = "", searchableAttributes }]) => [
          name,
          { description, searchable: searchableAttributes },
        ]),
      ),
    );
    made.overrideLogicalId(logicalId(ADDRESS.thingType));
    return [made];
  }

  #groups(groups: CertificatesSettings["thingGroups"]): TerraformResource[] {
    const levels: IotThingGroup[] = [];
    for (const [index, names] of thingGroupLevels(groups).entries()) {
      const above = levels.at(-1);
      const made = new IotThingGroup(this, `groups-${index}`, {
        name: evaluated("each.key"),
        parentGroupName: evaluated('each.value.parent == "" ? null : each.value.parent'),
        ...(above ? { dependsOn: [above] } : {}),
      });
      // An empty block would be a change in every plan, since AWS does not return it.
      made.addOverride("dynamic.properties", {
        for_each: evaluated('each.value.description == "" ? [] : [each.value.description]'),
        content: { description: evaluated("properties.value") },
      });
      made.addOverride(
        "for_each",
        Object.fromEntries(
          names.map((name) => [
            name,
            { parent: groups[name]?.parent ?? "", description: groups[name]?.description ?? "" },
          ]),
        ),
      );
      const id = logicalId(ADDRESS.thingGroup);
      made.overrideLogicalId(index === 0 ? id : `${id}_${index + 1}`);
      levels.push(made);
    }
    return levels;
  }
}
