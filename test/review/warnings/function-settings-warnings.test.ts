import { reviewOf, warningsOf } from "../a-plan";

const ROLE = "arn:aws:iam::123456789012:role/fleet";
const lambda = (more: object = {}) => ({
  function_name: "fleet",
  handler: "index.handler",
  role: ROLE,
  runtime: "nodejs22.x",
  architectures: ["arm64"],
  memory_size: 256,
  timeout: 5,
  layers: [],
  image_uri: "",
  environment: [],
  ...more,
});
const review = (before: object | null, after: object) =>
  reviewOf({
    "aws_lambda_function.authorizer": [before, after],
    "aws_iam_role.authorizer": [{ arn: ROLE }, { arn: ROLE }],
  });

describe("functionSettingsWarnings", () => {
  it("reports changed runtime settings of the function, which change no access", () => {
    const found = review(
      lambda(),
      lambda({ runtime: "nodejs20.x", memory_size: 128, architectures: ["x86_64"], timeout: 3 }),
    );
    expect(warningsOf(found)).toEqual({
      "function-changed":
        "The function runs differently: runtime nodejs20.x (before: nodejs22.x), architecture x86_64 (before: arm64), memory 128 MB (before: 256 MB), timeout 3 s (before: 5 s).",
    });
    expect(found.access).toBe("unchanged");
  });

  it.each([
    ["another entry point", { handler: "evil.handler" }, "it starts at evil.handler"],
    ["an image", { image_uri: "example/evil" }, "it runs the image example/evil"],
    ["a zip of somebody else's", { filename: "evil.zip" }, "its code is in evil.zip"],
    ["code from S3", { s3_bucket: "evil", s3_key: "x.zip" }, "it has the settings s3_bucket, s3_key"],
    [
      "a network, files or another log",
      {
        vpc_config: [{ subnet_ids: ["subnet-1"] }],
        file_system_config: [{ arn: "arn:files" }],
        logging_config: [{ log_group: "/other" }],
      },
      "it has the settings file_system_config, logging_config, vpc_config",
    ],
    ["what a later provider may have", { unheard_of: true }, "it has the settings unheard_of"],
    ["another role", { role: "arn:other" }, "it has the role arn:other"],
    ["a layer", { layers: ["arn:layer"] }, "it has the layers arn:layer"],
    [
      "environment variables, without what is in them",
      { environment: [{ variables: { NODE_OPTIONS: "hunter2", A: "hunter2" } }] },
      "it has the environment variables A, NODE_OPTIONS",
    ],
  ])("warns of %s, of a new function too", (_, more, expected) => {
    for (const before of [lambda(), null]) {
      const found = review(before, lambda(more));
      expect(warningsOf(found)).toEqual({
        "function-altered": `The function differs from what this project makes: ${expected}. Each of these can change who can log in.`,
      });
      expect(found.access).toBe("widens");
    }
  });

  it("warns of a known role while the stack's own role is not known yet", () => {
    const found = (role: string | undefined) =>
      warningsOf(
        reviewOf({ "aws_lambda_function.authorizer": [null, lambda({ role })], "aws_iam_role.authorizer": [null, {}] }),
      );
    expect(found("arn:admin")["function-altered"]).toContain("it has the role arn:admin");
    expect(found(undefined)).toEqual({});
  });

  it("does not warn of values that the provider and AWS fill in", () => {
    const filled = {
      filename: "assets/function_zip_F11B1A18/package/function.zip",
      package_type: "Zip",
      publish: false,
      s3_bucket: null,
      kms_key_arn: "",
      vpc_config: [],
      ephemeral_storage: [{ size: 512 }],
      tracing_config: [{ mode: "PassThrough" }],
      tags_all: { team: "printing" },
      last_modified: "2026-01-01T00:00:00Z",
    };
    for (const before of [lambda(), null]) expect(warningsOf(review(before, lambda(filled)))).toEqual({});
    const logging = { logging_config: [{ log_format: "Text", log_group: "/aws/lambda/fleet" }] };
    expect(warningsOf(review(lambda(logging), lambda({ ...logging, description: "x" })))).toEqual({});
  });

  it("does not warn of unchanged values, of a new function with this project's settings, or of values not known yet", () => {
    const altered = lambda({
      layers: ["arn:layer"],
      handler: "evil.handler",
      environment: [{ variables: { A: "1" } }],
    });
    expect(warningsOf(review(altered, altered))).toEqual({});
    expect(warningsOf(review(null, lambda()))).toEqual({});
    expect(warningsOf(review(lambda(), lambda({ role: undefined })))).toEqual({});
  });
});
