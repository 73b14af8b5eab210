import { complaintsAbout } from "../complaints";

const about = (settings: unknown): string[] => complaintsAbout({ function: settings });

describe("the function's settings", () => {
  it.each([
    { memorySize: 128 },
    { memorySize: 10_240 },
    { architecture: "x86_64" },
    { runtime: "nodejs24.x" },
    { logRetentionInDays: 1 },
    { logRetentionInDays: 3653 },
    { reservedConcurrentExecutions: 1 },
    { permissionsBoundaryArn: "arn:aws:iam::123456789012:policy/function-boundary" },
    { permissionsBoundaryArn: "arn:aws-us-gov:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole" },
  ])("may be %j", (settings) => {
    expect(about(settings)).toEqual([]);
  });

  it.each([127, 10_241, 256.5, "256"])("may not have a memory size of %j", (memorySize) => {
    expect(about({ memorySize })).toEqual([
      `\`function.memorySize\` must be a whole number of MB from 128 to 10240, got: ${JSON.stringify(memorySize)}. 256 suits most.`,
    ]);
  });

  it("must have values that AWS has", () => {
    expect(about({ architecture: "arm", runtime: "nodejs20.x" })).toEqual([
      '`function.architecture` must be one of "arm64", "x86_64", got: "arm". arm64 costs less.',
      '`function.runtime` must be one of "nodejs22.x", "nodejs24.x", got: "nodejs20.x". nodejs22.x suits most; AWS ended its support of older ones.',
    ]);
  });

  it.each([0, 2, 31, 3654])("may not keep the log for %d days", (days) => {
    expect(about({ logRetentionInDays: days })).toEqual([
      `\`function.logRetentionInDays\` must be one of 1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653 days, got: ${days}. CloudWatch Logs has only these periods.`,
    ]);
  });

  it.each(["function-boundary", "arn:aws:iam::123456789012:role/deployer"])("may not be bounded by %s", (arn) => {
    expect(about({ permissionsBoundaryArn: arn })).toEqual([
      `\`function.permissionsBoundaryArn\` must be the ARN of a managed IAM policy, got: "${arn}". Write it like arn:aws:iam::123456789012:policy/function-boundary.`,
    ]);
  });

  it("may not reserve zero executions, which would refuse every login", () => {
    expect(about({ reservedConcurrentExecutions: 0 })).toEqual([
      "`function.reservedConcurrentExecutions` must be a whole number from 1, got: 0. Leave it out to share the account's concurrency.",
    ]);
  });
});
