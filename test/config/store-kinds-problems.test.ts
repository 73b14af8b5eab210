import { complaintsAbout } from "./complaints";

const key = (region: string): object => ({
  store: { type: "dynamodb", kmsKeyArn: `arn:aws:kms:${region}:123456789012:key/1234abcd` },
});

describe("a table's key", () => {
  it("must be in the stack's Region", () => {
    expect(complaintsAbout(key("us-east-1"))).toEqual([]);
    expect(complaintsAbout(key("eu-west-1"))).toEqual([
      '`store.kmsKeyArn` must be a key in us-east-1, the stack\'s Region, got: "arn:aws:kms:eu-west-1:123456789012:key/1234abcd". DynamoDB accepts keys of its own Region only; make one there, and in a configuration with stages, set kmsKeyArn in each.',
    ]);
  });

  it("must be in the stage's Region", () => {
    const stages = { dev: {}, prod: { region: "eu-west-1" } };
    expect(complaintsAbout({ ...key("us-east-1"), stages })).toEqual([
      expect.stringContaining("`stages.prod.store.kmsKeyArn` must be a key in eu-west-1"),
    ]);
  });
});
