import { resolveConfig } from "../../../config/stages/resolve-config";
import { complaints, complaintsAbout, MINIMAL } from "../complaints";

const NAME = "be 1 to 32 of a-z 0-9 -, beginning with a letter and not ending with -";
const NAME_REMEDY = "It names the Lambda function and the IAM role.";

describe("a configuration with only the required settings", () => {
  it("is complete, with every default filled in", () => {
    expect(resolveConfig(MINIMAL).map(({ access: _, ...rest }) => rest)).toEqual([
      {
        stackName: "cloudprnt",
        settings: {
          name: "cloudprnt",
          region: "us-east-1",
          acceptNewRegion: false,
          tags: {},
          authorizer: { setAsDefault: false, takeOver: false, status: "ACTIVE", enableCachingForHttp: false },
          function: { memorySize: 256, architecture: "arm64", runtime: "nodejs22.x", logRetentionInDays: 30 },
          store: { type: "bundled", file: "users.json" },
          groups: {
            printers: {
              clientIds: ["{username}"],
              publish: [],
              subscribe: [],
              retain: [],
              disconnectAfterSeconds: 86_400,
              refreshAfterSeconds: 900,
            },
          },
          backend: { type: "local" },
        },
      },
    ]);
  });
});

describe("name", () => {
  it.each(["a", "cloudprnt", "a-1", "a".repeat(32)])("may be %j", (name) => {
    expect(complaintsAbout({ name })).toEqual([]);
  });

  it.each(["", "A", "1a", "-a", "a-", "a_b", "a.b", "a".repeat(33)])("may not be %j", (name) => {
    expect(complaintsAbout({ name })).toEqual([`\`name\` must ${NAME}, got: "${name}". ${NAME_REMEDY}`]);
  });

  it("may not be missing", () => {
    expect(complaintsAbout({ name: undefined })).toEqual([`\`name\` must ${NAME}, got: nothing. ${NAME_REMEDY}`]);
  });
});

describe("region", () => {
  it.each(["us-east-1", "ap-southeast-5", "us-gov-west-1", "cn-north-1", "us-isob-east-1", "eusc-de-east-1"])(
    "may be %s",
    (region) => {
      expect(complaintsAbout({ region })).toEqual([]);
    },
  );

  it.each([
    ["us-east", '"us-east"', 'Did you mean "us-east-1"?'],
    ["US-EAST-1", '"US-EAST-1"', 'Did you mean "us-east-1"?'],
    ["us-east-1a", '"us-east-1a"', 'Did you mean "us-east-1"?'],
    ["Frankfurt", '"Frankfurt"', 'Write it like "us-east-1".'],
    ["", '""', 'Write it like "us-east-1".'],
    [1, "1", 'Write it like "us-east-1".'],
    [undefined, "nothing", 'Write it like "us-east-1".'],
  ])("may not be %j", (region, got, remedy) => {
    expect(complaintsAbout({ region })).toEqual([`\`region\` must be an AWS Region, got: ${got}. ${remedy}`]);
  });

  const NEWER = "If it is newer than this version of iot-auth, set acceptNewRegion to true.";

  it.each([
    ["us-esat-1", `Did you mean "us-east-1"? ${NEWER}`],
    ["eu-west-33", `Did you mean "eu-west-3"? ${NEWER}`],
    ["mars-north-1", 'Did you mean "eu-north-1"?'],
    ["zz-underground-1", NEWER],
  ])("must be one that AWS has published, not %s", (region, remedy) => {
    expect(complaintsAbout({ region })).toEqual([`\`region\` must be an AWS Region, got: "${region}". ${remedy}`]);
  });

  it("is checked in a stage and in the backend too, and reported with its path", () => {
    expect(complaintsAbout({ stages: { prod: { region: "us-wset-2" } } })).toEqual([
      `\`stages.prod.region\` must be an AWS Region, got: "us-wset-2". Did you mean "us-west-2"? ${NEWER}`,
    ]);
    expect(complaintsAbout({ backend: { type: "s3", bucket: "state", region: "eu-wset-1" } })).toEqual([
      `\`backend.region\` must be an AWS Region, got: "eu-wset-1". Did you mean "eu-west-1"? ${NEWER}`,
    ]);
  });

  it("may be newer than the table with acceptNewRegion", () => {
    expect(complaintsAbout({ region: "eu-west-9", acceptNewRegion: true })).toEqual([]);
    expect(complaintsAbout({ region: "eu_west_9", acceptNewRegion: true })).toHaveLength(1);
  });
});

describe("accountId", () => {
  it.each([
    ["12345678901", '"12345678901"'],
    ["1234567890123", '"1234567890123"'],
    [123456789012, "123456789012"],
  ])("may not be %j", (accountId, got) => {
    expect(complaintsAbout({ accountId })).toEqual([
      `\`accountId\` must be the 12 digits of an AWS account id, got: ${got}. Write it as text: "123456789012".`,
    ]);
  });

  it("may begin with a zero", () => {
    expect(complaintsAbout({ accountId: "012345678901" })).toEqual([]);
  });
});

describe("profile and assumeRole", () => {
  it("may both be given", () => {
    const assumeRole = { roleArn: "arn:aws:iam::123456789012:role/path/deployer", externalId: "a-b" };
    expect(complaintsAbout({ profile: "work", assumeRole })).toEqual([]);
  });

  it("may not be empty, or something else", () => {
    expect(complaintsAbout({ profile: "", assumeRole: { roleArn: "deployer", externalId: "x" } })).toEqual([
      '`profile` must be the name of an AWS CLI profile, got: "". aws configure list-profiles shows them.',
      '`assumeRole.roleArn` must be the ARN of an IAM role, got: "deployer". Write it like arn:aws:iam::123456789012:role/deployer.',
      '`assumeRole.externalId` must be 2 to 1224 of A-Z a-z 0-9 _ + = , . @ : / -, got: "x". Ask the owner of the role for it.',
    ]);
  });

  it("must be an object for a role", () => {
    expect(complaintsAbout({ assumeRole: "arn:aws:iam::123456789012:role/deployer" })).toEqual([
      '`assumeRole` must be an object, got: "arn:aws:iam::123456789012:role/deployer". See docs/configuration.md.',
    ]);
  });
});

describe("tags", () => {
  const KEY =
    "be a tag key AWS allows, got: %. Keys are 1 to 128 letters, digits, spaces and _ . : / = + - @; those beginning with aws: are AWS's own, and those beginning with iot-auth: this project's.";

  it("may have the characters that AWS allows", () => {
    expect(complaintsAbout({ tags: { "team/cost center": "Zürich: a+b=c@d", empty: "" } })).toEqual([]);
  });

  it.each(["aws:owner", "AWS:x", "iot-auth:previous-default", "Iot-Auth:owner", "", "a*b", "x".repeat(129)])(
    "may not have the key %j",
    (key) => {
      const shown = key.length > 80 ? `"${"x".repeat(79)}… (131 characters)` : `"${key}"`;
      expect(complaintsAbout({ tags: { [key]: "x" } })).toEqual([`\`tags.${key}\` must ${KEY.replace("%", shown)}`]);
    },
  );

  it.each([
    [`\${file(secret)}`, `"\${file(secret)}"`],
    ["a\nb", '"a\\nb"'],
    ["aws:cost", '"aws:cost"'],
    [7, "7"],
  ])("may not have the value %j, which AWS refuses or Terraform would work out", (value, got) => {
    expect(complaintsAbout({ tags: { owner: value } })).toEqual([
      `\`tags.owner\` must be at most 256 letters, digits, spaces and _ . : / = + - @, not beginning with aws:, got: ${got}. AWS allows no other tags.`,
    ]);
  });
});

describe("tags together", () => {
  const numbered = (count: number) => Object.fromEntries(Array.from({ length: count }, (_, i) => [`k${i}`, "x"]));

  it("must leave room for this project's own tags", () => {
    expect(complaintsAbout({ tags: numbered(48) })).toEqual([]);
    expect(complaintsAbout({ tags: numbered(49) })).toEqual([
      expect.stringMatching(/^`tags` must be at most 48 tags, got: .* AWS allows 50 on a resource,/),
    ]);
  });

  it("must differ in more than upper and lower case, which IAM does not distinguish", () => {
    expect(complaintsAbout({ tags: { Team: "a", team: "b" } })).toEqual([
      '`tags.team` must not differ from the key "Team" in case alone, got: "b". IAM treats the two as one key and refuses the role; leave one out.',
    ]);
  });
});

describe("groups", () => {
  it("is required", () => {
    const remedy = "Write it like { printers: cloudPrnt.printer() }.";
    expect(complaints({ name: "a", region: "us-east-1" })).toEqual([
      `\`groups\` must be an object of groups, got: nothing. ${remedy}`,
    ]);
    expect(complaintsAbout({ groups: [] })).toEqual([`\`groups\` must be an object of groups, got: []. ${remedy}`]);
  });

  it("must not be empty", () => {
    expect(complaintsAbout({ groups: {} })).toEqual([
      "`groups` must define at least one group, got: {}. Every user belongs to one; device() is a good first one.",
    ]);
  });

  it.each(["a", "Printers_2-b", "constructor", "toString", "a".repeat(64)])("may be called %s", (name) => {
    expect(complaintsAbout({ groups: { [name]: { clientIds: ["x"] } } })).toEqual([]);
  });

  it.each(["1a", "_a", "a b", "ä", "a.b", "a".repeat(65)])("may not be called %j", (name) => {
    expect(complaintsAbout({ groups: { [name]: { clientIds: ["x"] } } })).toEqual([
      `\`groups.${name}\` must be named with 1 to 64 of A-Z a-z 0-9 _ -, beginning with a letter, got: "${name}". Rename the group.`,
    ]);
  });
});
