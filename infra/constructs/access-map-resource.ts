import { DataResource } from "cdktf";
import { Construct } from "constructs";
import type { AccessMap } from "../access-map";
import { ADDRESS, logicalId } from "../addresses";

/**
 * Puts the access map into the plan for reviewers; it creates nothing in AWS. The map is in `triggers_replace` and not
 * in `input`, because the output of a changed input is unknown until the apply: a plan would show every unchanged
 * member as removed.
 * @see https://developer.hashicorp.com/terraform/language/resources/terraform-data
 */
export class AccessMapResource extends Construct {
  constructor(scope: Construct, id: string, map: AccessMap) {
    super(scope, id);
    new DataResource(this, "map", { triggersReplace: { ...map } }).overrideLogicalId(logicalId(ADDRESS.accessMap));
  }
}
