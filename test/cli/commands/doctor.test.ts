import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { reportText } from "../../../cli/commands/doctor";
import { ACCOUNT, deployedFunction, policyFor } from "../doctor/healthy-subject";
import { fakeTerraform, outputsJson } from "../helpers/fake-terraform";
import { type RunOptions, runCli } from "../helpers/run-cli";
import { type ServingProject, servingProject } from "../helpers/serving-project";

let project: ServingProject;
let aws: Server;
/** Answers of the server behind the stand-in's control plane, which replaces STS, CloudWatch and Lambda. */
let answers: Record<string, string> = {};
beforeAll(async () => {
  aws = createServer((request, response) => {
    const body = answers[(request.headers["x-amz-target"] as string | undefined) ?? request.url ?? ""];
    response.writeHead(body === undefined ? 404 : 200, {
      "content-type": body?.startsWith("<") ? "text/xml" : "application/json",
      ...(body === undefined ? { "x-amzn-errortype": "ResourceNotFoundException" } : {}),
    });
    response.end(body ?? "{}");
  });
  await new Promise<void>((resolve) => aws.listen(0, "127.0.0.1", resolve));
  const forwardTo = `http://127.0.0.1:${(aws.address() as AddressInfo).port}`;
  project = await servingProject({ core: { controlPlane: { forwardTo } } });
});
afterAll(async () => {
  await project.close();
  aws.close();
});

const doctor = (argv: readonly string[], options: Partial<RunOptions> = {}) =>
  runCli(["doctor", ...argv], { cwd: project.folder, now: new Date().toISOString(), ...options });
const statuses = (stdout: string) =>
  Object.fromEntries(
    (JSON.parse(stdout).checks as { check: string; status: string }[]).map(({ check, status }) => [check, status]),
  );

describe("the report of doctor", () => {
  it("has each line of a remedy on its own line, below the finding", () => {
    const remedy = ["Tell Terraform of it:", "terraform import 'a[\"x\"]' one"];
    expect(reportText([{ check: "leftovers", status: "failed", detail: "in AWS", remedy }], (_, text) => text)).toBe(
      [
        "failed   leftovers   in AWS",
        "                     Tell Terraform of it:",
        "                     terraform import 'a[\"x\"]' one",
      ].join("\n"),
    );
  });
});

describe("doctor --local", () => {
  it("checks what the stand-in has, and says what it lacks", async () => {
    const { code, stdout, stderr } = await doctor(["--local"]);
    expect([code, stderr]).toEqual([0, ""]);
    expect(stdout.split("\n").slice(0, 10)).toEqual([
      "skipped  identity    the stand-in accepts any credentials; it stands for account 123456789012 in eu-west-1",
      "skipped  stack       the stand-in serves the configuration, not an applied stack",
      "skipped  leftovers   the stand-in has no Terraform state",
      "skipped  users       they are in the function's package",
      "skipped  function    the stand-in runs the function without AWS Lambda's API",
      "skipped  concurrency the stand-in has no reserved concurrency",
      "skipped  errors      the stand-in keeps no metrics",
      "skipped  permission  the stand-in has no API for a function's permissions",
      "ok       authorizer  fleet is ACTIVE, signing is off, and it calls fleet",
      "ok       answer      the function answers, and refuses a login without a password",
    ]);
    expect(stdout).toMatch(
      /^ok {7}tls {9}localhost:\d+ speaks TLSv1\.3 with ALPN mqtt; its certificate is valid for \d+ days$/m,
    );
  });

  it("prints JSON for monitoring", async () => {
    const { code, stdout } = await doctor(["--local", "--json"]);
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      healthy: true,
      stack: "fleet",
      where: `the stand-in at ${project.core.controlPlane.url}`,
      checks: expect.arrayContaining([{ check: "default", status: "ok", detail: "fleet is the default" }]),
    });
  });

  it("fails with exit code 1 where a check failed, and says what to do", async () => {
    const inOneYear = new Date(Date.now() + 390 * 86_400_000).toISOString();
    const { code, stdout } = await doctor(["--local"], { now: inOneYear });
    expect(code).toBe(1);
    expect(stdout).toMatch(
      /^failed {3}clock {7}this computer's clock is \d+ s ahead of the endpoint's\n {21}Synchronize the/m,
    );
    expect(stdout).toMatch(/^warning {2}tls .*\n {21}The certificate is about to expire/m);
  });

  it.each([
    [["--local", "--endpoint", "x"], 2, "cannot be used with option"],
    [["--timeout", "0"], 2, "It must be a number of seconds above 0."],
    [["--endpoint", "https://x"], 2, "`--endpoint` must be a host name"],
  ])("refuses %j", async (argv, code, message) => {
    expect(await doctor(argv, { env: NOWHERE })).toMatchObject({ code, stderr: expect.stringContaining(message) });
  });
});

/** Environment without credentials, in which the SDK does not ask the EC2 metadata service. */
const NOWHERE = { AWS_EC2_METADATA_DISABLED: "true" };

describe("doctor", () => {
  const before = { ...process.env };
  afterEach(() => {
    process.env = { ...before };
    answers = {};
  });

  it("says what is missing where nothing is set up", async () => {
    Object.assign(process.env, NOWHERE, {
      AWS_CONFIG_FILE: "/nonexistent",
      AWS_SHARED_CREDENTIALS_FILE: "/nonexistent",
    });
    const { code, stdout } = await doctor(["--json"], { env: NOWHERE });
    expect(code).toBe(1);
    expect(statuses(stdout)).toMatchObject({
      identity: "failed",
      stack: "failed",
      function: "skipped",
      tls: "skipped",
    });
  });

  it("finds an applied stack healthy, with the credentials that Terraform uses", async () => {
    answers = {
      "/": `<GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><GetCallerIdentityResult><Arn>arn:aws:iam::${ACCOUNT}:user/me</Arn><UserId>x</UserId><Account>${ACCOUNT}</Account></GetCallerIdentityResult></GetCallerIdentityResponse>`,
      "GraniteServiceVersion20100801.GetMetricData": JSON.stringify({ MetricDataResults: [] }),
      "/2015-03-31/functions/fleet/configuration": JSON.stringify(await deployedFunction(project.folder)),
      "/2019-09-30/functions/fleet/concurrency": "{}",
      "/2015-03-31/functions/fleet/policy": JSON.stringify({
        Policy: policyFor(`arn:aws:iot:eu-west-1:${ACCOUNT}:authorizer/fleet`),
      }),
    };
    const endpoint = `localhost:${project.core.port}`;
    const outputs = { endpoint, authorizer_name: "fleet", function_name: "fleet" };
    Object.assign(process.env, {
      AWS_ACCESS_KEY_ID: "test",
      AWS_SECRET_ACCESS_KEY: "test",
      AWS_ENDPOINT_URL: project.core.controlPlane.url,
    });
    const env = { ...process.env, ...fakeTerraform(project, "fleet", { stdout: outputsJson(outputs) }) } as never;
    const { stdout, stderr } = await doctor(["--ca-file", project.core.certificates.caFile, "--json"], { env });
    expect(stderr).toBe("");
    expect(statuses(stdout)).toEqual({
      identity: "ok",
      stack: "ok",
      leftovers: "ok",
      users: "skipped",
      function: "ok",
      concurrency: "ok",
      errors: "ok",
      permission: "ok",
      authorizer: "ok",
      answer: "ok",
      default: "ok",
      clock: "ok",
      endpoint: "ok",
      tls: "ok",
    });
  });
});
