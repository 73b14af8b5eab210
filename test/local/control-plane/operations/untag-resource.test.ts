import { CreateAuthorizerCommand, ListTagsForResourceCommand, UntagResourceCommand } from "@aws-sdk/client-iot";
import { authorizerArn, closeAll, errorOf, start, unsigned } from "../start";

afterEach(closeAll);

test("The tags named are removed, unknown ones are no error", async () => {
  const { iot } = await start();
  const resourceArn = authorizerArn("printers");
  const tags = ["a", "b", "c"].map((Key) => ({ Key, Value: Key }));
  await iot.send(new CreateAuthorizerCommand({ ...unsigned("printers"), tags }));

  await iot.send(new UntagResourceCommand({ resourceArn, tagKeys: ["a", "c", "z"] }));

  const left = await iot.send(new ListTagsForResourceCommand({ resourceArn }));
  expect(left.tags).toEqual([{ Key: "b", Value: "b" }]);
  expect(await errorOf(iot.send(new UntagResourceCommand({ resourceArn, tagKeys: undefined })))).toMatchObject({
    name: "InvalidRequestException",
    message: "1 validation error detected: Value at 'tagKeys' failed to satisfy constraint: Member must not be null",
  });
});
