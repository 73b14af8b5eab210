import { z } from "zod";
import { defineOperation } from "../define-operation";
import * as fields from "../fields/member-fields";
import { taggedResource } from "../resources/tagging";

/**
 * Removes tags. Keys that the resource does not have are no error.
 * @see https://docs.aws.amazon.com/iot/latest/apireference/API_UntagResource.html
 */
export const untagResource = defineOperation({
  name: "UntagResource",
  method: "POST",
  path: "/untag",
  input: z.object({ resourceArn: fields.text({}), tagKeys: fields.tagKeys }),
  run({ resourceArn, tagKeys }, { region }) {
    const resource = taggedResource(region, resourceArn);
    resource.setTags(new Map([...resource.tags].filter(([key]) => !tagKeys.includes(key))));
    return {};
  },
});
