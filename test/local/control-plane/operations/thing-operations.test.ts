import * as iotSdk from "@aws-sdk/client-iot";
import { makeAuthority, type TestAuthority } from "../../registry/device-certificates";
import { closeAll, errorOf } from "../start";
import { DOCUMENT, registryAccount } from "./registry-account";

afterEach(closeAll);

let authority: TestAuthority;
beforeAll(async () => {
  authority = await makeAuthority();
});

const account = (options: Parameters<typeof registryAccount>[1] = {}) => registryAccount(authority, options);

test("A thing is created, described, changed, listed and deleted", async () => {
  const { iot } = await account();
  const thingName = "sensor:1";
  const created = await iot.send(
    new iotSdk.CreateThingCommand({ thingName, attributePayload: { attributes: { a: "1", b: "2" } } }),
  );
  expect(created).toMatchObject({ thingName, thingArn: "arn:aws:iot:us-east-1:123456789012:thing/sensor:1" });
  const different = new iotSdk.CreateThingCommand({ thingName });
  expect((await errorOf(iot.send(different))).name).toBe("ResourceAlreadyExistsException");
  const describe = () => iot.send(new iotSdk.DescribeThingCommand({ thingName }));
  expect(await describe()).toMatchObject({ defaultClientId: thingName, attributes: { a: "1", b: "2" }, version: 1 });
  const update = (changes: Omit<iotSdk.UpdateThingCommandInput, "thingName">) =>
    iot.send(new iotSdk.UpdateThingCommand({ thingName, ...changes }));
  await update({ attributePayload: { attributes: { a: "", c: "3" }, merge: true } });
  expect(await describe()).toMatchObject({ attributes: { b: "2", c: "3" }, version: 2 });
  expect((await errorOf(update({ expectedVersion: 7 }))).name).toBe("VersionConflictException");
  expect((await errorOf(update({ attributePayload: { attributes: { a: "1", b: "2", c: "3", d: "4" } } }))).name).toBe(
    "InvalidRequestException",
  );
  await iot.send(new iotSdk.CreateThingTypeCommand({ thingTypeName: "bulb" }));
  await update({ thingTypeName: "bulb", attributePayload: { attributes: { a: "1", b: "2", c: "3", d: "4" } } });
  const { things } = await iot.send(
    new iotSdk.ListThingsCommand({ thingTypeName: "bulb", attributeName: "d", attributeValue: "4" }),
  );
  expect(things).toMatchObject([{ thingName, thingTypeName: "bulb" }]);
  expect((await errorOf(update({ removeThingType: true }))).name).toBe("InvalidRequestException");
  await update({ removeThingType: true, attributePayload: { attributes: {} } });
  await iot.send(new iotSdk.DeleteThingCommand({ thingName }));
  expect((await errorOf(describe())).name).toBe("ResourceNotFoundException");
});

test("A certificate that is exclusive to a thing cannot be attached to another thing", async () => {
  const { iot, registerDevice } = await account();
  const { certificateArn: principal } = await registerDevice();
  for (const thingName of ["a", "b"]) await iot.send(new iotSdk.CreateThingCommand({ thingName }));
  const attach = (thingName: string, thingPrincipalType?: iotSdk.ThingPrincipalType) =>
    iot.send(
      new iotSdk.AttachThingPrincipalCommand({
        thingName,
        principal,
        ...(thingPrincipalType && { thingPrincipalType }),
      }),
    );
  await attach("a", "EXCLUSIVE_THING");
  expect((await errorOf(attach("b"))).name).toBe("InvalidRequestException");
  expect((await iot.send(new iotSdk.ListThingPrincipalsCommand({ thingName: "a" }))).principals).toEqual([principal]);
  const typed = { thingPrincipalType: "EXCLUSIVE_THING" };
  expect((await iot.send(new iotSdk.ListThingPrincipalsV2Command({ thingName: "a" }))).thingPrincipalObjects).toEqual([
    { principal, ...typed },
  ]);
  expect((await iot.send(new iotSdk.ListPrincipalThingsCommand({ principal }))).things).toEqual(["a"]);
  expect((await iot.send(new iotSdk.ListPrincipalThingsV2Command({ principal }))).principalThingObjects).toEqual([
    { thingName: "a", ...typed },
  ]);
  await attach("a");
  await attach("b");
  expect((await errorOf(attach("b", "EXCLUSIVE_THING"))).name).toBe("InvalidRequestException");
});

test("A thing type can be deleted 5 minutes after its deprecation, while no thing has it", async () => {
  let now = 0;
  const { iot } = await account({ clock: { now: () => now, after: () => () => {} } });
  const thingTypeName = "bulb";
  const properties = { thingTypeProperties: { searchableAttributes: ["a"], thingTypeDescription: "A bulb" } };
  await iot.send(new iotSdk.CreateThingTypeCommand({ thingTypeName, ...properties }));
  await iot.send(new iotSdk.CreateThingCommand({ thingName: "one", thingTypeName }));
  const remove = () => iot.send(new iotSdk.DeleteThingTypeCommand({ thingTypeName }));
  expect((await errorOf(remove())).message).toContain("deprecated first");
  await iot.send(new iotSdk.DeprecateThingTypeCommand({ thingTypeName }));
  const described = await iot.send(new iotSdk.DescribeThingTypeCommand({ thingTypeName }));
  expect(described).toMatchObject({ ...properties, thingTypeMetadata: { deprecated: true } });
  const late = new iotSdk.CreateThingCommand({ thingName: "two", thingTypeName });
  expect((await errorOf(iot.send(late))).name).toBe("InvalidRequestException");
  expect((await errorOf(remove())).message).toContain("wait for 5 minutes");
  now = 5 * 60_000;
  expect((await errorOf(remove())).message).toContain("thing one has it");
  await iot.send(new iotSdk.DeleteThingCommand({ thingName: "one" }));
  expect((await iot.send(new iotSdk.ListThingTypesCommand({}))).thingTypes).toHaveLength(1);
  await remove();
});

test("The 5 minutes of thing types can be switched off", async () => {
  const { iot } = await account({ thingTypeDeletionWait: false });
  await iot.send(new iotSdk.CreateThingTypeCommand({ thingTypeName: "bulb" }));
  await iot.send(new iotSdk.DeprecateThingTypeCommand({ thingTypeName: "bulb" }));
  await iot.send(new iotSdk.DeleteThingTypeCommand({ thingTypeName: "bulb" }));
});

test("Thing groups hold things and groups, and their policies count for a thing in them", async () => {
  const { iot, registerDevice } = await account();
  await iot.send(new iotSdk.CreateThingGroupCommand({ thingGroupName: "all" }));
  const below = {
    thingGroupName: "bulbs",
    parentGroupName: "all",
    thingGroupProperties: { thingGroupDescription: "Bulbs" },
  };
  const { thingGroupArn } = await iot.send(new iotSdk.CreateThingGroupCommand(below));
  expect(await iot.send(new iotSdk.DescribeThingGroupCommand({ thingGroupName: "bulbs" }))).toMatchObject({
    thingGroupProperties: below.thingGroupProperties,
    thingGroupMetadata: { parentGroupName: "all", rootToParentThingGroups: [{ groupName: "all" }] },
  });
  const { version } = await iot.send(
    new iotSdk.UpdateThingGroupCommand({
      thingGroupName: "bulbs",
      thingGroupProperties: { thingGroupDescription: "B" },
    }),
  );
  expect(version).toBe(2);
  await iot.send(new iotSdk.CreateThingCommand({ thingName: "one" }));
  const member = { thingGroupName: "bulbs", thingName: "one" };
  await iot.send(new iotSdk.AddThingToThingGroupCommand(member));
  const second = new iotSdk.AddThingToThingGroupCommand({ thingGroupName: "all", thingName: "one" });
  expect((await errorOf(iot.send(second))).name).toBe("InvalidRequestException");
  const inAll = new iotSdk.ListThingsInThingGroupCommand({ thingGroupName: "all", recursive: true });
  expect((await iot.send(inAll)).things).toEqual(["one"]);
  expect((await iot.send(new iotSdk.ListThingGroupsForThingCommand({ thingName: "one" }))).thingGroups).toMatchObject([
    { groupName: "bulbs" },
  ]);
  expect((await iot.send(new iotSdk.ListThingGroupsCommand({ parentGroup: "all" }))).thingGroups).toMatchObject([
    { groupName: "bulbs" },
  ]);

  const { certificateArn: principal } = await registerDevice();
  await iot.send(new iotSdk.AttachThingPrincipalCommand({ thingName: "one", principal }));
  await iot.send(new iotSdk.CreatePolicyCommand({ policyName: "of-all", policyDocument: DOCUMENT }));
  await iot.send(
    new iotSdk.AttachPolicyCommand({ policyName: "of-all", target: thingGroupArn?.replace("bulbs", "all") as string }),
  );
  const { effectivePolicies } = await iot.send(new iotSdk.GetEffectivePoliciesCommand({ principal, thingName: "one" }));
  expect(effectivePolicies).toMatchObject([{ policyName: "of-all", policyDocument: DOCUMENT }]);

  const remove = (thingGroupName: string) => iot.send(new iotSdk.DeleteThingGroupCommand({ thingGroupName }));
  expect((await errorOf(remove("all"))).name).toBe("InvalidRequestException");
  await iot.send(new iotSdk.RemoveThingFromThingGroupCommand(member));
  await remove("bulbs");
  await remove("all");
  await remove("all");
});
