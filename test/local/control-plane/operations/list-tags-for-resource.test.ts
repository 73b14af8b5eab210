import { CreateAuthorizerCommand, ListTagsForResourceCommand } from "@aws-sdk/client-iot";
import { authorizerArn, closeAll, errorOf, start, unsigned } from "../start";

afterEach(closeAll);

test("A resource's tags are listed; none is an empty list; an unknown resource is not found", async () => {
  const { iot } = await start();
  const list = (name: string) => iot.send(new ListTagsForResourceCommand({ resourceArn: authorizerArn(name) }));
  await iot.send(new CreateAuthorizerCommand(unsigned("plain")));
  await iot.send(new CreateAuthorizerCommand({ ...unsigned("tagged"), tags: [{ Key: "a", Value: "1" }] }));

  expect((await list("plain")).tags).toEqual([]);
  expect((await list("tagged")).tags).toEqual([{ Key: "a", Value: "1" }]);
  expect(await errorOf(list("nobody"))).toMatchObject({ name: "ResourceNotFoundException", status: 404 });
});
