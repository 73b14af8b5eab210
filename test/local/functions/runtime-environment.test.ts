import { closeDeployed, deploy } from "./deploy";

afterEach(closeDeployed);

test("A handler has its own environment variables and Lambda's, and none of this process", async () => {
  const deployed = await deploy(
    "exports.handler = async () => ({ env: process.env, cwd: process.cwd() })",
    { runtimeEnvironment: { AWS_ENDPOINT_URL: "http://127.0.0.1:1", LOG_LEVEL: "info" } },
    { environment: { LOG_LEVEL: "debug", AWS_REGION: "nowhere" } },
  );

  const outcome = await deployed.invoke({});

  const { env, cwd } = (outcome as unknown as { payload: { env: Record<string, string>; cwd: string } }).payload;
  expect(env).toEqual({
    PATH: "/usr/local/bin:/usr/bin:/bin",
    LANG: "en_US.UTF-8",
    TZ: ":UTC",
    LOG_LEVEL: "debug",
    AWS_ENDPOINT_URL: "http://127.0.0.1:1",
    _HANDLER: "index.handler",
    AWS_REGION: "us-east-1",
    AWS_DEFAULT_REGION: "us-east-1",
    AWS_EXECUTION_ENV: `AWS_Lambda_nodejs${process.versions.node.split(".")[0]}.x`,
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: "128",
    AWS_LAMBDA_FUNCTION_NAME: "login",
    AWS_LAMBDA_FUNCTION_VERSION: "$LATEST",
    AWS_LAMBDA_INITIALIZATION_TYPE: "on-demand",
    AWS_LAMBDA_LOG_GROUP_NAME: "/aws/lambda/login",
    AWS_LAMBDA_LOG_STREAM_NAME: expect.stringMatching(/^local\/\[\$LATEST\][0-9a-f]{32}$/),
    LAMBDA_TASK_ROOT: cwd,
  });
});
