import { DataResource } from "cdktf";
import { Construct } from "constructs";
import type { AccessMap } from "../access-map";
import { ADDRESS, logicalId } from "../addresses";

/**
 * Puts the access map into the plan: no resource in AWS, only something a reviewer can read. It is what triggers a
 * replacement and not the input, because an input comes back as an output that is unknown until the apply: a plan would
 * show everything that stays as removed.
 * @see https://developer.hashicorp.com/terraform/language/resources/terraform-data
 */
export class AccessMapResource extends Construct {
  constructor(scope: Construct, id: string, map: AccessMap) {
    super(scope, id);
    new DataResource(this, "map", { triggersReplace: { ...map } }).overrideLogicalId(logicalId(ADDRESS.accessMap));
  }
}
