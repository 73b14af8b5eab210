import { z } from "zod";
import { defineOperation } from "../define-operation";
import * as fields from "../fields/member-fields";
import { taggedResource, withTags } from "../resources/tagging";

/** @see https://docs.aws.amazon.com/iot/latest/apireference/API_TagResource.html */
export const tagResource = defineOperation({
  name: "TagResource",
  method: "POST",
  path: "/tags",
  input: z.object({ resourceArn: fields.text({}), tags: fields.tags }),
  run({ resourceArn, tags }, { region }) {
    const resource = taggedResource(region, resourceArn);
    resource.setTags(withTags(resource.tags, tags));
    return {};
  },
});
