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
