import * as iotSdk from "@aws-sdk/client-iot";
import { makeAuthority, type TestAuthority } from "../../registry/device-certificates";
import { clientFor, closeAll, start } from "../start";
import { DOCUMENT, ROLE, registryAccount, TEMPLATE } from "./registry-account";

afterEach(closeAll);

let authority: TestAuthority;
beforeAll(async () => {
  authority = await makeAuthority();
});

const account = (options: Parameters<typeof registryAccount>[1] = {}) => registryAccount(authority, options);

test("Policies, CA certificates, templates, thing types and thing groups have tags", async () => {
  const { iot, registerCa } = await account();
  const tags = [{ Key: "k", Value: "v" }];
  const arns = [
    (await iot.send(new iotSdk.CreatePolicyCommand({ policyName: "p", policyDocument: DOCUMENT, tags }))).policyArn,
    (await registerCa({ tags })).certificateArn,
    (
      await iot.send(
        new iotSdk.CreateProvisioningTemplateCommand({
          templateName: "t",
          templateBody: TEMPLATE,
          provisioningRoleArn: ROLE,
          type: "JITP",
          tags,
        }),
      )
    ).templateArn,
    (await iot.send(new iotSdk.CreateThingTypeCommand({ thingTypeName: "tt", tags }))).thingTypeArn,
    (await iot.send(new iotSdk.CreateThingGroupCommand({ thingGroupName: "g", tags }))).thingGroupArn,
  ];
  for (const resourceArn of arns) {
    expect((await iot.send(new iotSdk.ListTagsForResourceCommand({ resourceArn }))).tags).toEqual(tags);
  }
});

test("Certificates, policies and things are in one Region only", async () => {
  const { controlPlane, iot } = await start();
  await iot.send(new iotSdk.CreatePolicyCommand({ policyName: "p", policyDocument: DOCUMENT }));
  const elsewhere = clientFor(controlPlane.url, "eu-west-1");
  expect((await elsewhere.send(new iotSdk.ListPoliciesCommand({}))).policies).toEqual([]);
});
