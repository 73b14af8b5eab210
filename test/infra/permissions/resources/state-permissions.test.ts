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

describe("What the state needs", () => {
  it("is nothing where it is a local file", () => {
    expect(statePermissions(subjectWith())).toEqual({ look: [], read: [], write: [] });
  });

  it("is its own object and the lock beside it, and writing it only for a deploy", () => {
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
  ])("is the key %s, used by S3", (kmsKeyId, resource) => {
    expect(keyStatement(kmsKeyId)).toMatchObject({
      Action: ["kms:Decrypt"],
      Resource: [resource],
      Condition: { StringLike: { "kms:ViaService": "s3.eu-central-1.*" } },
    });
  });

  it.each(["alias/terraform", "arn:aws:kms:eu-west-1:123456789012:alias/terraform"])(
    "is whichever key is called %s, in the bucket's Region",
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
  ])("is another identity's with %j: %s", (settings, apart) => {
    expect(stateIsApart(subjectWith(settings).stack)).toBe(apart);
  });

  it("comes, for a caller, with the right to assume the role", () => {
    expect(callerPermissions(subjectWith({ assumeRole: ROLE })).read).toMatchObject([
      { Action: ["sts:AssumeRole"], Resource: [ROLE.roleArn] },
    ]);
  });
});
