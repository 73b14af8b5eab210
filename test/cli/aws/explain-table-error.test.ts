import { explainTableError } from "../../../cli/aws/explain-table-error";
import { EXIT } from "../../../cli/exit-codes";

const place = { name: "fleet-users", region: "eu-west-1", accountId: "123456789012" };
const awsError = (name: string, message = "", httpStatusCode = 400) =>
  Object.assign(new Error(message), { name, $metadata: { httpStatusCode } });
const refused = Object.assign(new Error("connect ECONNREFUSED 127.0.0.1:1"), { code: "ECONNREFUSED" });

describe("an error of a users table", () => {
  it.each([
    [
      "that does not exist says to deploy",
      awsError("ResourceNotFoundException", "Requested resource not found"),
      "dynamodb:GetItem" as const,
      "The table fleet-users must exist in eu-west-1, got: no such table. Deploy the stack first: npx cdktf deploy. If it is deployed, these credentials are for another account.",
      EXIT.notReady,
    ],
    [
      "that must not be called names permission and table",
      awsError("AccessDeniedException", "User: arn:aws:iam::123456789012:user/me is not authorized"),
      "dynamodb:PutItem" as const,
      "Your identity must be allowed dynamodb:PutItem on arn:aws:dynamodb:eu-west-1:123456789012:table/fleet-users, got: AccessDeniedException: User: arn:aws:iam::123456789012:user/me is not authorized. Ask for that permission, or use another profile.",
      EXIT.aws,
    ],
    [
      "that is busy says to try again",
      awsError("ThrottlingException", "busy for 20 s"),
      "dynamodb:PutItem" as const,
      "The table fleet-users must accept dynamodb:PutItem, got: ThrottlingException: busy for 20 s. It is busy; try again in a minute.",
      EXIT.aws,
    ],
    [
      "with credentials that have ended says to log in",
      awsError("ExpiredTokenException", "The security token included in the request is expired"),
      "dynamodb:Scan" as const,
      "dynamodb:Scan must be called with valid AWS credentials, got: ExpiredTokenException: The security token included in the request is expired. Log in again, or check the profile.",
      EXIT.aws,
    ],
    [
      "that cannot be reached names what to look at",
      refused,
      "dynamodb:Scan" as const,
      "The endpoint of AWS's API must be reachable for dynamodb:Scan, got: ECONNREFUSED: connect ECONNREFUSED 127.0.0.1:1. Check the Region's name, the network, AWS_ENDPOINT_URL and HTTPS_PROXY.",
      EXIT.unreachable,
    ],
    [
      "that did not answer a write admits that it may have been done",
      refused,
      "dynamodb:DeleteItem" as const,
      "The endpoint of AWS's API must be reachable for dynamodb:DeleteItem, got: ECONNREFUSED: connect ECONNREFUSED 127.0.0.1:1. Check the Region's name, the network, AWS_ENDPOINT_URL and HTTPS_PROXY. No answer arrived, so it may have been done. To see: npx iot-auth users list",
      EXIT.unreachable,
    ],
  ])("%s", (_, error, action, message, exitCode) => {
    expect(explainTableError(error, action, place, action === "dynamodb:DeleteItem")).toMatchObject({
      message,
      exitCode,
    });
  });

  it("has * as the account in the ARN where the stack names none, and the Region's partition", () => {
    const denied = explainTableError(awsError("AccessDeniedException"), "dynamodb:Scan", {
      name: "fleet-users",
      region: "cn-north-1",
      accountId: undefined,
    });
    expect(denied.message).toContain("dynamodb:Scan on arn:aws-cn:dynamodb:cn-north-1:*:table/fleet-users");
  });

  it("says what to do where the stand-in has no such table", () => {
    const standIn = { ...place, standIn: "http://127.0.0.1:4566" };
    expect(explainTableError(awsError("ResourceNotFoundException"), "dynamodb:Scan", standIn).message).toBe(
      "The table fleet-users must exist in the stand-in at http://127.0.0.1:4566, got: no such table. Stop it and start it again, so that it serves this configuration: npx iot-auth local",
    );
  });
});
