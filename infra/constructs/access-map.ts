import { DataResource } from "cdktf";
import { Construct } from "constructs";
import type { AccessMap } from "../access-map";

/** Puts the access map into the plan: no resource in AWS, only something a reviewer can read. */
export class AccessMapResource extends Construct {
  constructor(scope: Construct, id: string, map: AccessMap) {
    super(scope, id);
    new DataResource(this, "map", { input: { ...map } }).overrideLogicalId("access_map");
  }
}
