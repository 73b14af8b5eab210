import {
  CreateAuthorizerCommand,
  CreateDomainConfigurationCommand,
  type IoTClient,
  ListTagsForResourceCommand,
  TagResourceCommand,
  UntagResourceCommand,
} from "@aws-sdk/client-iot";
import { authorizerArn, closeAll, errorOf, start, unsigned } from "../start";

let iot: IoTClient;
const resourceArn = authorizerArn("printers");

beforeEach(async () => {
  ({ iot } = await start());
  await iot.send(new CreateAuthorizerCommand({ ...unsigned("printers"), tags: [{ Key: "owner", Value: "me" }] }));
});
afterEach(closeAll);

const tag = (tags: { Key: string; Value?: string }[], arn = resourceArn) =>
  iot.send(new TagResourceCommand({ resourceArn: arn, tags: tags.map(({ Key, Value }) => ({ Key, Value })) }));
const tags = async () => (await iot.send(new ListTagsForResourceCommand({ resourceArn }))).tags;

test("Tags are added and changed, the others stay; a value may be empty or missing", async () => {
  await tag([{ Key: "stage", Value: "prod" }, { Key: "Übergröße: x/y+z=1@a" }]);
  await tag([{ Key: "owner", Value: "" }]);

  expect(await tags()).toEqual([
    { Key: "owner", Value: "" },
    { Key: "stage", Value: "prod" },
    { Key: "Übergröße: x/y+z=1@a", Value: "" },
  ]);
});

test("A resource has at most 50 tags", async () => {
  const more = (count: number) => Array.from({ length: count }, (_, n) => ({ Key: `k${n}`, Value: "v" }));

  expect(await errorOf(tag(more(50)))).toEqual({
    name: "LimitExceededException",
    status: 410,
    message: "A resource can have at most 50 tags",
  });
  await tag(more(49));
  expect(await tags()).toHaveLength(50);
});

test.each([
  ["a key twice", [{ Key: "a" }, { Key: "a" }], "tags must not hold a key twice"],
  ["a key of AWS's", [{ Key: "AWS:x" }], "tags must not have keys that begin with aws:"],
  [
    "a key with other characters",
    [{ Key: "a*b" }],
    "1 validation error detected: Value at 'tags.0.Key' failed to satisfy constraint: " +
      "Member must satisfy regular expression pattern: ([\\p{L}\\p{Z}\\p{N}_.:/=+\\-@]*)",
  ],
])("%s is refused", async (_name, wrong, message) => {
  expect(await errorOf(tag(wrong))).toEqual({ name: "InvalidRequestException", status: 400, message });
});

test.each([
  [authorizerArn("nobody"), "ResourceNotFoundException", 404, `The resource ${authorizerArn("nobody")} does not exist`],
  [
    "arn:aws:iot:eu-central-1:123456789012:authorizer/printers",
    "ResourceNotFoundException",
    404,
    "The resource arn:aws:iot:eu-central-1:123456789012:authorizer/printers does not exist",
  ],
  ["printers", "InvalidRequestException", 400, "resourceArn must be the ARN of an AWS IoT resource"],
  [
    "arn:aws:iot:us-east-1:123456789012:job/p",
    "UnsupportedByStandInException",
    501,
    "The local stand-in of AWS IoT Core does not support this: tags of job resources",
  ],
])("What %s names cannot be tagged: %s", async (arn, name, status, message) => {
  expect(await errorOf(tag([{ Key: "a" }], arn))).toEqual({ name, status, message });
});

test("A domain configuration is tagged and untagged as an authorizer is", async () => {
  const { iot: own } = await start();
  const created = await own.send(
    new CreateDomainConfigurationCommand({ domainConfigurationName: "fleet", tags: [{ Key: "a", Value: "1" }] }),
  );
  const resourceArn = created.domainConfigurationArn;

  await own.send(new TagResourceCommand({ resourceArn, tags: [{ Key: "b", Value: "2" }] }));
  await own.send(new UntagResourceCommand({ resourceArn, tagKeys: ["a"] }));

  const { tags } = await own.send(new ListTagsForResourceCommand({ resourceArn }));
  expect(tags).toEqual([{ Key: "b", Value: "2" }]);
});

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

test("A resource's tags are listed; none is an empty list; an unknown resource is not found", async () => {
  const { iot } = await start();
  const list = (name: string) => iot.send(new ListTagsForResourceCommand({ resourceArn: authorizerArn(name) }));
  await iot.send(new CreateAuthorizerCommand(unsigned("plain")));
  await iot.send(new CreateAuthorizerCommand({ ...unsigned("tagged"), tags: [{ Key: "a", Value: "1" }] }));

  expect((await list("plain")).tags).toEqual([]);
  expect((await list("tagged")).tags).toEqual([{ Key: "a", Value: "1" }]);
  expect(await errorOf(list("nobody"))).toMatchObject({ name: "ResourceNotFoundException", status: 404 });
});
