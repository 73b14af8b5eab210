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

test("A policy has up to five versions, one of them the default", async () => {
  const { iot } = await account();
  const policyName = "sensors";
  const created = await iot.send(new iotSdk.CreatePolicyCommand({ policyName, policyDocument: DOCUMENT }));
  expect(created).toMatchObject({ policyName, policyVersionId: "1", policyDocument: DOCUMENT });
  const again = new iotSdk.CreatePolicyCommand({ policyName, policyDocument: DOCUMENT });
  expect((await errorOf(iot.send(again))).name).toBe("ResourceAlreadyExistsException");
  const other = DOCUMENT.replace("iot:*", "iot:Connect");
  const version = (setAsDefault = false) =>
    iot.send(new iotSdk.CreatePolicyVersionCommand({ policyName, policyDocument: other, setAsDefault }));
  for (let count = 2; count <= 5; count++) await version(count === 3);
  expect((await errorOf(version())).name).toBe("VersionsLimitExceededException");
  expect(await iot.send(new iotSdk.GetPolicyCommand({ policyName }))).toMatchObject({
    defaultVersionId: "3",
    policyDocument: other,
  });
  const remove = (policyVersionId: string) =>
    iot.send(new iotSdk.DeletePolicyVersionCommand({ policyName, policyVersionId }));
  expect((await errorOf(remove("3"))).name).toBe("DeleteConflictException");
  expect((await errorOf(iot.send(new iotSdk.DeletePolicyCommand({ policyName })))).name).toBe(
    "DeleteConflictException",
  );
  await iot.send(new iotSdk.SetDefaultPolicyVersionCommand({ policyName, policyVersionId: "1" }));
  const first = await iot.send(new iotSdk.GetPolicyVersionCommand({ policyName, policyVersionId: "1" }));
  expect(first).toMatchObject({ isDefaultVersion: true, policyDocument: DOCUMENT });
  for (const id of ["2", "3", "4", "5"]) await remove(id);
  const { policyVersions } = await iot.send(new iotSdk.ListPolicyVersionsCommand({ policyName }));
  expect(policyVersions).toMatchObject([{ versionId: "1", isDefaultVersion: true }]);
  await iot.send(new iotSdk.DeletePolicyCommand({ policyName }));
  expect((await iot.send(new iotSdk.ListPoliciesCommand({}))).policies).toEqual([]);
});

test("Text that is not a policy, and a policy that is too long, are malformed", async () => {
  const { iot } = await account();
  const create = (policyDocument: string) =>
    iot.send(new iotSdk.CreatePolicyCommand({ policyName: "p", policyDocument }));
  expect(await errorOf(create("{}"))).toMatchObject({
    name: "MalformedPolicyException",
    message: expect.stringContaining("policyDocument.Statement"),
  });
  const long = DOCUMENT.replace('"*"', `"arn:aws:iot:us-east-1:123456789012:topic/${"x".repeat(2048)}"`);
  expect((await errorOf(create(long))).name).toBe("MalformedPolicyException");
  await create(DOCUMENT.replace("{", `{${" ".repeat(3000)}`));
});

test("A policy lists its targets, and a target its policies, page by page", async () => {
  const { iot, registerDevice } = await account();
  const { certificateArn: target } = await registerDevice();
  for (const policyName of ["a", "b"]) {
    await iot.send(new iotSdk.CreatePolicyCommand({ policyName, policyDocument: DOCUMENT }));
    await iot.send(new iotSdk.AttachPolicyCommand({ policyName, target }));
  }
  expect((await iot.send(new iotSdk.ListTargetsForPolicyCommand({ policyName: "a" }))).targets).toEqual([target]);
  expect((await iot.send(new iotSdk.ListPolicyPrincipalsCommand({ policyName: "a" }))).principals).toEqual([target]);
  const page = await iot.send(new iotSdk.ListAttachedPoliciesCommand({ target, pageSize: 1 }));
  expect(page.policies).toMatchObject([{ policyName: "a" }]);
  const next = await iot.send(new iotSdk.ListAttachedPoliciesCommand({ target, marker: page.nextMarker as string }));
  expect([next.policies, next.nextMarker]).toMatchObject([[{ policyName: "b" }], undefined]);
  expect((await iot.send(new iotSdk.ListPrincipalPoliciesCommand({ principal: target }))).policies).toHaveLength(2);
  const nowhere = new iotSdk.AttachPolicyCommand({
    policyName: "a",
    target: `${target.slice(0, -1)}${target.endsWith("0") ? 1 : 0}`,
  });
  expect((await errorOf(iot.send(nowhere))).name).toBe("ResourceNotFoundException");
  expect((await errorOf(iot.send(new iotSdk.DeletePolicyCommand({ policyName: "a" })))).name).toBe(
    "DeleteConflictException",
  );
});
