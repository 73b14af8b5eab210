import {
  callerPermissions,
  stateIsApart,
  statePermissions,
} from "../../../../infra/permissions/resources/state-permissions";
import { subjectWith } from "../helpers";

const S3 = { type: "s3", bucket: "states" };
const ROLE = { roleArn: "arn:aws:iam::123456789012:role/deployer" };

const keyStatement = (kmsKeyId: string, region?: string) =>
  statePermissions(subjectWith({ backend: { ...S3, kmsKeyId, ...(region ? { region } : {}) } })).look.find(
    ({ Sid }) => Sid === "DecryptState",
  );

describe("the permissions for Terraform's state", () => {
  it("are empty for a local file", () => {
    expect(statePermissions(subjectWith())).toEqual({ look: [], read: [], write: [] });
  });

  it("are reading the object and its lock, and writing the object only for a deploy", () => {
    const { look, read, write } = statePermissions(subjectWith({ backend: { ...S3, key: "a/b.tfstate" } }));

    expect(look.map(({ Action, Resource }) => [Action, Resource])).toEqual([
      [["s3:ListBucket"], ["arn:aws:s3:::states"]],
      [["s3:GetObject"], ["arn:aws:s3:::states/a/b.tfstate"]],
    ]);
    expect(read.at(-1)).toMatchObject({ Sid: "LockState", Resource: ["arn:aws:s3:::states/a/b.tfstate.tflock"] });
    expect(write).toMatchObject([{ Action: ["s3:PutObject"], Resource: ["arn:aws:s3:::states/a/b.tfstate"] }]);
  });

  it.each([
    ["1234abcd-12ab", "arn:aws:kms:eu-central-1:123456789012:key/1234abcd-12ab"],
    ["arn:aws:kms:eu-central-1:210987654321:key/1234", "arn:aws:kms:eu-central-1:210987654321:key/1234"],
  ])("include the KMS key %s, only through S3", (kmsKeyId, resource) => {
    expect(keyStatement(kmsKeyId)).toMatchObject({
      Action: ["kms:Decrypt"],
      Resource: [resource],
      Condition: { StringLike: { "kms:ViaService": "s3.eu-central-1.*" } },
    });
  });

  it.each(["alias/terraform", "arn:aws:kms:eu-west-1:123456789012:alias/terraform"])(
    "include the KMS key with the alias %s, in the bucket's Region",
    (kmsKeyId) => {
      expect(keyStatement(kmsKeyId, "eu-west-1")).toMatchObject({
        Resource: ["arn:aws:kms:eu-west-1:123456789012:key/*"],
        Condition: {
          StringLike: { "kms:ViaService": "s3.eu-west-1.*" },
          "ForAnyValue:StringEquals": { "kms:ResourceAliases": "alias/terraform" },
        },
      });
    },
  );

  it.each([
    [{}, false],
    [{ backend: S3 }, false],
    [{ backend: { ...S3, profile: "states" } }, true],
    [{ backend: { ...S3, profile: "work" }, profile: "work" }, false],
    [{ backend: S3, profile: "work" }, true],
    [{ assumeRole: ROLE }, true],
  ])("belong to another identity with %j: %s", (settings, apart) => {
    expect(stateIsApart(subjectWith(settings).stack)).toBe(apart);
  });

  it("include for a caller the permission to assume the role", () => {
    expect(callerPermissions(subjectWith({ assumeRole: ROLE })).read).toMatchObject([
      { Action: ["sts:AssumeRole"], Resource: [ROLE.roleArn] },
    ]);
  });
});
