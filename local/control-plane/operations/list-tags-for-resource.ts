import { z } from "zod";
import { defineOperation } from "../define-operation";
import * as fields from "../fields/member-fields";
import { taggedResource } from "../resources/tagging";

/**
 * Lists a resource's tags, all on one page.
 * @see https://docs.aws.amazon.com/iot/latest/apireference/API_ListTagsForResource.html
 */
export const listTagsForResource = defineOperation({
  name: "ListTagsForResource",
  method: "GET",
  path: "/tags",
  input: z.object({ resourceArn: fields.text({}) }),
  run({ resourceArn }, { region }) {
    const { tags } = taggedResource(region, resourceArn);
    return { tags: [...tags].map(([Key, Value]) => ({ Key, Value })) };
  },
});
