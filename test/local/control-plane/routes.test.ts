import { existsSync } from "node:fs";
import path from "node:path";
import { findRoute, OPERATIONS } from "../../../local/control-plane/routes";

const fileOf = (name: string) => name.replace(/(?<=.)[A-Z]/g, (letter) => `-${letter}`).toLowerCase();

test.each(OPERATIONS.map(({ name }) => name))("%s has a file of its own, and a test", (name) => {
  const root = path.join(__dirname, "..", "..", "..");

  expect(existsSync(path.join(root, "local/control-plane/operations", `${fileOf(name)}.ts`))).toBe(true);
  expect(existsSync(path.join(root, "test/local/control-plane/operations", `${fileOf(name)}.test.ts`))).toBe(true);
});

test.each([
  ["GET", "/authorizers", "ListAuthorizers", {}],
  ["GET", "/authorizers/", "ListAuthorizers", {}],
  ["GET", "/authorizer/a%2Fb", "DescribeAuthorizer", { authorizerName: "a/b" }],
  ["POST", "/authorizer/test", "CreateAuthorizer", { authorizerName: "test" }],
  ["POST", "/authorizer/test/test", "TestInvokeAuthorizer", { authorizerName: "test" }],
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
])("%s %s is no operation", (method, requestPath) => {
  expect(findRoute(method, requestPath)).toBeUndefined();
});
