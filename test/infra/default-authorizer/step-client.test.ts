import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { handoverName } from "../../../infra/default-authorizer/names";
import { EXIT } from "../../../infra/default-authorizer/step-errors";
import { FUNCTION } from "./fake-iot";
import type { Mishap } from "./fake-iot-server";
import { OURS, OWNER } from "./run-step";
import { on, programUnderTest, SECRET } from "./spawn-program";

const under = programUnderTest();
const SET = "POST /default-authorizer";
const LOOK = "GET /default-authorizer";
const HANDOVER = handoverName(OWNER);
const timesSet = () => under.server.seen.filter(({ route }) => route === SET).length;

test.each<[string, Mishap]>([
  ["a dropped connection", "drop"],
  ["a dropped connection after the change", "drop once done"],
  ["an internal failure", { status: 500, type: "InternalFailureException", message: "oops" }],
  ["throttling", { status: 400, type: "ThrottlingException", message: "Rate exceeded" }],
])("the step succeeds after %s in the call that sets the default", async (_title, mishap) => {
  under.server.mishap = on(SET, mishap);
  expect(await under.run("set")).toMatchObject({ code: EXIT.ok, stderr: "" });
  expect(under.iot.default).toBe(OURS);
});

test("a set with a lost answer is not repeated, since it could overwrite a later default of another stack", async () => {
  under.server.mishap = on(SET, "drop once done");
  await under.run("set");
  expect(timesSet()).toBe(1);
});

test("a clear with a lost answer is not repeated", async () => {
  under.iot.default = OURS;
  under.server.mishap = on("DELETE /default-authorizer", "drop once done");
  expect((await under.run("release")).code).toBe(EXIT.ok);
  expect(under.server.seen.filter(({ route }) => route === "DELETE /default-authorizer")).toHaveLength(1);
});

test("a read-only call is repeated a few times", async () => {
  under.server.mishap = on(LOOK, "drop", 3);
  expect(await under.run("set")).toMatchObject({ code: EXIT.ok, stderr: "" });
});

test("clearing a default that is gone already succeeds", async () => {
  under.iot.default = OURS;
  under.server.mishap = ({ route }) => {
    if (route.startsWith("DELETE")) under.iot.default = undefined;
    return undefined;
  };
  expect(await under.run("release")).toMatchObject({ code: EXIT.ok, stderr: "" });
});

test("a denied call is not repeated, and the message names the action to allow", async () => {
  const message = "User: arn:aws:iam::123456789012:user/ci is not authorized to perform: iot:SetDefaultAuthorizer";
  under.server.mishap = on(SET, { status: 403, type: "AccessDeniedException", message }, 9);
  const run = await under.run("set");
  expect(run.code).toBe(EXIT.aws);
  expect(run.stderr).toBe(
    `The identity that runs Terraform must be allowed iot:SetDefaultAuthorizer, got: AccessDeniedException: ${message}. ` +
      "Allow it; this step may call iot:DescribeDefaultAuthorizer, iot:SetDefaultAuthorizer, iot:ClearDefaultAuthorizer, " +
      "iot:DescribeAuthorizer, iot:ListTagsForResource, iot:TagResource, iot:CreateAuthorizer, iot:UpdateAuthorizer, " +
      "iot:DeleteAuthorizer, lambda:AddPermission, lambda:RemovePermission. To print the whole policy: npx iot-auth iam-policy deploy\n",
  );
  expect(timesSet()).toBe(1);
});

test("expired credentials end with exit code 5", async () => {
  under.server.mishap = on(LOOK, { status: 403, type: "ExpiredTokenException", message: "expired" }, 9);
  const run = await under.run("release");
  expect(run.code).toBe(EXIT.credentials);
  expect(run.stderr).toContain("got: ExpiredTokenException: expired. Give this step what Terraform itself uses");
});

test("an unreachable endpoint ends the step with one line that names the endpoint and the call", async () => {
  await under.server.close();
  const run = await under.run("set");
  expect(run.code).toBe(EXIT.aws);
  expect(run.stderr).toMatch(
    /^AWS IoT in eu-central-1 must be reachable for iot:DescribeDefaultAuthorizer, got: ECONNREFUSED[^\n]*\n$/,
  );
});

test("AWS_ENDPOINT_URL_IOT takes precedence over AWS_ENDPOINT_URL", async () => {
  const environment = under.environment({
    AWS_ENDPOINT_URL: "http://127.0.0.1:1",
    AWS_ENDPOINT_URL_IOT: under.server.url,
  });
  expect(await under.run("set", environment)).toMatchObject({ code: EXIT.ok, stderr: "" });
});

test("the stack's profile may name the endpoint", async () => {
  const config = join(under.folder, "config");
  const keys = `aws_access_key_id = KEY\naws_secret_access_key = ${SECRET}\n`;
  await writeFile(config, `[profile stack]\nendpoint_url = ${under.server.url}\n${keys}`);
  const { AWS_ENDPOINT_URL: _, ...rest } = under.environment({ AWS_CONFIG_FILE: config });
  expect(await under.run("set", rest, { profile: "stack" })).toMatchObject({ code: EXIT.ok, stderr: "" });
  expect(under.iot.default).toBe(OURS);
});

test("AWS_ENDPOINT_URL_LAMBDA takes precedence over AWS_ENDPOINT_URL", async () => {
  under.iot.default = OURS;
  const environment = under.environment({
    AWS_ENDPOINT_URL: "http://127.0.0.1:1",
    AWS_ENDPOINT_URL_IOT: under.server.url,
    AWS_ENDPOINT_URL_LAMBDA: under.server.url,
  });
  expect(await under.run("guard", environment)).toMatchObject({ code: EXIT.ok, stderr: "" });
  expect(under.iot.permissions()).toHaveLength(1);
});

const CREATE = `POST /authorizer/${HANDOVER}`;
const ALLOW = `POST /2015-03-31/functions/${encodeURIComponent(FUNCTION)}/policy`;

test.each([
  ["that creates the handover authorizer", CREATE],
  ["that adds its permission", ALLOW],
])("a lost answer to the call %s is handled by repeating the call", async (_title, route) => {
  under.iot.default = OURS;
  under.server.mishap = on(route, "drop once done");
  expect(await under.run("guard")).toMatchObject({ code: EXIT.ok, stderr: "" });
  expect(under.iot.default).toBe(HANDOVER);
  expect(under.iot.permissions()).toHaveLength(1);
});

test("the message about a call denied by Lambda names Lambda's action, and the default is unchanged", async () => {
  under.iot.default = OURS;
  under.server.mishap = on(ALLOW, { status: 403, type: "AccessDeniedException", message: "not authorized" }, 9);
  const run = await under.run("guard");
  expect(run.code).toBe(EXIT.aws);
  expect(run.stderr).toContain("must be allowed lambda:AddPermission, got: AccessDeniedException: not authorized.");
  expect(under.iot.default).toBe(OURS);
});

test("the message about an error of Lambda names AWS Lambda", async () => {
  under.iot.default = OURS;
  under.server.mishap = on(ALLOW, { status: 400, type: "PolicyLengthExceededException", message: "too long" });
  expect((await under.run("guard")).stderr).toBe(
    "AWS Lambda in eu-central-1 must carry out lambda:AddPermission, got: PolicyLengthExceededException: too long.\n",
  );
});
