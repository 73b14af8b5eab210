import { lambdaCall } from "../../../../local/control-plane/forwarding/lambda-calls";

const base = "/2015-03-31/functions";
const arn = "arn:aws:lambda:us-east-1:123456789012:function:login";

test.each([
  ["POST", base, { operation: "CreateFunction" }],
  ["POST", `${base}/`, { operation: "CreateFunction" }],
  ["GET", `${base}/login`, { operation: "GetFunction", functionName: "login" }],
  ["PUT", `${base}/${encodeURIComponent(arn)}/code`, { operation: "UpdateFunctionCode", functionName: arn }],
  ["PUT", `${base}/login/configuration`, { operation: "UpdateFunctionConfiguration", functionName: "login" }],
  ["DELETE", `${base}/login`, { operation: "DeleteFunction", functionName: "login" }],
  ["POST", `${base}/login/policy`, { operation: "AddPermission", functionName: "login" }],
  [
    "DELETE",
    `${base}/login/policy/a%3Ab`,
    { operation: "RemovePermission", functionName: "login", statementId: "a:b" },
  ],
  ["GET", `${base}/login/versions`, { operation: "ListVersionsByFunction", functionName: "login" }],
  [
    "GET",
    "/2020-06-30/functions/login/code-signing-config",
    { operation: "GetFunctionCodeSigningConfig", functionName: "login" },
  ],
  ["GET", `${base}/%E4`, { operation: "GetFunction", functionName: "%E4" }],
])("%s %s is known", (method, path, call) => {
  expect(lambdaCall(method, path)).toEqual(call);
});

test.each([
  ["PATCH", base],
  ["GET", "/2015-03-31/event-source-mappings"],
  ["PUT", `${base}/login/code/x`],
])("%s %s is not known", (method, path) => {
  expect(lambdaCall(method, path)).toBeUndefined();
});
