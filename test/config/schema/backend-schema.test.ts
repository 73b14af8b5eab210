import { complaintsAbout } from "../complaints";

const about = (backend: unknown): string[] => complaintsAbout({ backend });

describe("backend", () => {
  it.each([
    { type: "local" },
    { type: "local", path: "../../../state/a.tfstate" },
    { type: "s3", bucket: "my-state.eu" },
    { type: "s3", bucket: "abc", key: "a/b.tfstate", region: "eu-west-1", kmsKeyId: "alias/terraform", profile: "ops" },
  ])("may be %j", (backend) => {
    expect(about(backend)).toEqual([]);
  });

  it.each([
    [{ type: "s4" }, '{"type":"s4"}'],
    [{ bucket: "abc" }, '{"bucket":"abc"}'],
    ["s3", '"s3"'],
  ])("must have a known type, not %j", (backend, got) => {
    expect(about(backend)).toEqual([
      `\`backend\` must have a type of "local" or "s3", got: ${got}. Leave backend out for a local state file.`,
    ]);
  });

  it.each(["/state", "\\state", "C:/state", ""])("may not keep a local state in %j", (path) => {
    expect(about({ type: "local", path })).toEqual([
      `\`backend.path\` must be a relative path without control characters, got: ${JSON.stringify(path)}. An absolute path would tie the stack to one machine.`,
    ]);
  });

  it("must have a valid bucket name", () => {
    const remedy = "Bucket names are 3 to 63 of a-z, 0-9, dots and hyphens.";
    expect(about({ type: "s3" })).toEqual([
      `\`backend.bucket\` must be the name of an S3 bucket, got: nothing. ${remedy}`,
    ]);
    expect(about({ type: "s3", bucket: "My_Bucket" })).toEqual([
      `\`backend.bucket\` must be the name of an S3 bucket, got: "My_Bucket". ${remedy}`,
    ]);
  });

  it("must have settings that AWS accepts", () => {
    expect(about({ type: "s3", bucket: "abc", key: "/a", region: "here", kmsKeyId: "", profile: "" })).toEqual([
      '`backend.key` must be an object key of at most 1024 characters, without control characters and not beginning with /, got: "/a". Write it like "iot-auth/prod.tfstate".',
      '`backend.region` must be an AWS Region, got: "here". Write it like "us-east-1".',
      '`backend.kmsKeyId` must be the id, alias or ARN of a KMS key, got: "". Write it like "alias/terraform".',
      '`backend.profile` must be the name of an AWS CLI profile, got: "". aws configure list-profiles shows them.',
    ]);
  });

  it("may not mix the settings of two types", () => {
    expect(about({ type: "local", bucket: "abc" })).toEqual([
      '`backend.bucket` must be a known setting, got: "bucket". Known: "type", "path".',
    ]);
  });
});
