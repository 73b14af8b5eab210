import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { findRoute, OPERATIONS } from "../../../local/control-plane/routes";

const ROOT = path.join(__dirname, "..", "..", "..");
const textsOf = (folder: string) =>
  readdirSync(path.join(ROOT, folder)).map((file) => readFileSync(path.join(ROOT, folder, file), "utf8"));

test.each(OPERATIONS.map(({ name }) => name))(
  "%s is defined once, and called by a test of its own or its kind's",
  (name) => {
    const defined = textsOf("local/control-plane/operations").filter((text) => text.includes(`name: "${name}"`));
    const tested = textsOf("test/local/control-plane/operations").filter((text) => text.includes(`${name}Command(`));

    expect(defined).toHaveLength(1);
    expect(tested.length).toBeGreaterThan(0);
  },
);

test.each([
  ["GET", "/authorizers", "ListAuthorizers", {}],
  ["GET", "/authorizers/", "ListAuthorizers", {}],
  ["GET", "/authorizer/a%2Fb", "DescribeAuthorizer", { authorizerName: "a/b" }],
  ["POST", "/authorizer/test", "CreateAuthorizer", { authorizerName: "test" }],
  ["POST", "/authorizer/test/test", "TestInvokeAuthorizer", { authorizerName: "test" }],
  ["PUT", "/thing-groups/addThingToThingGroup", "AddThingToThingGroup", {}],
  ["GET", "/things/a/principals-v2", "ListThingPrincipalsV2", { thingName: "a" }],
])("%s %s is %s", (method, requestPath, name, pathMembers) => {
  const route = findRoute(method, requestPath);

  expect(route?.operation.name).toBe(name);
  expect(route?.pathMembers).toEqual(pathMembers);
});

test.each([
  ["PATCH", "/authorizer/a"],
  ["GET", "/authorizer/a/test"],
  ["GET", "/authorizer/a/b"],
  ["GET", "/"],
])("%s %s is not an operation", (method, requestPath) => {
  expect(findRoute(method, requestPath)).toBeUndefined();
});
