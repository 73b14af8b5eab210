import { forwardedOperation } from "../../../../local/control-plane/forwarding/forwarded-operation";

const request = { method: "POST", path: "/", query: new URLSearchParams(), headers: {} };

test.each([
  ["X-Amz-Target", { service: "dynamodb", headers: { "x-amz-target": "DynamoDB_20120810.PutItem" } }, "PutItem"],
  ["a form's Action", { service: "iam", form: new URLSearchParams({ Action: "CreateRole" }) }, "CreateRole"],
  [
    "Action in the query string",
    { service: "sts", query: new URLSearchParams({ Action: "GetCallerIdentity" }) },
    "GetCallerIdentity",
  ],
  ["Lambda's method and path", { service: "lambda", path: "/2015-03-31/functions" }, "CreateFunction"],
  ["method and path if nothing else tells", { service: "s3", method: "GET", path: "/bucket/key" }, "GET /bucket/key"],
])("An operation is named by %s", (_name, change, operation) => {
  expect(forwardedOperation({ ...request, ...change })).toBe(operation);
});
