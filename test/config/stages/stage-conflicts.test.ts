import { complaintsAbout } from "../complaints";

describe("two stages that would both set the default authorizer", () => {
  const both = (dev: object, prod: object): string[] =>
    complaintsAbout({ authorizer: { setAsDefault: true }, stages: { dev, prod } });

  it("are refused in one Region of what may be one account", () => {
    const refusal =
      "`stages.prod.authorizer.setAsDefault` must be true in one stage only for an account and Region, got: true. Stage dev sets the default of us-east-1 too; turn one off, or give both stages their accountId if the accounts differ.";
    expect(both({}, {})).toEqual([refusal]);
    expect(both({ accountId: "111111111111" }, {})).toEqual([refusal]);
    expect(both({ accountId: "111111111111" }, { accountId: "111111111111" })).toEqual([refusal]);
  });

  it("are fine in two accounts, in two Regions, or where one of them does not", () => {
    expect(both({ accountId: "111111111111" }, { accountId: "222222222222" })).toEqual([]);
    expect(both({}, { region: "eu-west-1" })).toEqual([]);
    expect(both({}, { authorizer: { setAsDefault: false } })).toEqual([]);
  });

  it("are each reported with every other", () => {
    const messages = complaintsAbout({ authorizer: { setAsDefault: true }, stages: { a: {}, b: {}, c: {} } });
    expect(messages.map((message) => message.split("`")[1])).toEqual([
      "stages.b.authorizer.setAsDefault",
      "stages.c.authorizer.setAsDefault",
      "stages.c.authorizer.setAsDefault",
    ]);
  });
});

describe("two stages with one authorizer name", () => {
  const refusal = (name: string): string =>
    `\`stages.prod.authorizer.name\` must be different in every stage of an account and Region, got: "${name}". Stage dev uses it in us-east-1 too; leave it out, or give both stages their accountId if the accounts differ.`;

  it("are refused", () => {
    expect(complaintsAbout({ authorizer: { name: "login" }, stages: { dev: {}, prod: {} } })).toEqual([
      refusal("login"),
    ]);
  });

  it("are refused if one of them has the name by default", () => {
    expect(complaintsAbout({ stages: { dev: {}, prod: { authorizer: { name: "cloudprnt-dev" } } } })).toEqual([
      refusal("cloudprnt-dev"),
    ]);
  });

  it("are fine by default", () => {
    expect(complaintsAbout({ stages: { dev: {}, prod: {} } })).toEqual([]);
  });
});

describe("two stages with one users table", () => {
  const table = (name: string): object => ({ store: { type: "dynamodb", table: name } });
  const refusal = (name: string): string =>
    `\`stages.prod.store.table\` must be different in every stage of an account and Region, got: "${name}". Stage dev makes it in us-east-1 too; leave it out, or give both stages their accountId if the accounts differ.`;

  it("are refused, also if one of them has the table by default", () => {
    expect(complaintsAbout({ ...table("fleet"), stages: { dev: {}, prod: {} } })).toEqual([refusal("fleet")]);
    const stages = { dev: { store: { type: "dynamodb" } }, prod: table("cloudprnt-dev-users") };
    expect(complaintsAbout({ stages })).toEqual([refusal("cloudprnt-dev-users")]);
  });

  it("are fine by default, in two Regions or accounts, and where one has its users in the zip", () => {
    expect(complaintsAbout({ store: { type: "dynamodb" }, stages: { dev: {}, prod: {} } })).toEqual([]);
    expect(complaintsAbout({ ...table("fleet"), stages: { dev: {}, prod: { region: "eu-west-1" } } })).toEqual([]);
    const accounts = { dev: { accountId: "111111111111" }, prod: { accountId: "222222222222" } };
    expect(complaintsAbout({ ...table("fleet"), stages: accounts })).toEqual([]);
    expect(complaintsAbout({ ...table("fleet"), stages: { dev: { store: { type: "bundled" } }, prod: {} } })).toEqual(
      [],
    );
  });
});

describe("two stages with one place for their state", () => {
  const stages = { dev: {}, prod: {} };
  const refusal = (setting: string, value: string): string =>
    `\`stages.prod.backend.${setting}\` must be different in every stage, got: "${value}". Stage dev keeps its state there too, and each would remove what the other made; leave it out.`;

  it("are refused, for a file and for S3, in one Region and in two", () => {
    const path = "../../../terraform.tfstate";
    expect(complaintsAbout({ backend: { type: "local", path }, stages })).toEqual([refusal("path", path)]);
    expect(
      complaintsAbout({
        backend: { type: "s3", bucket: "abc", key: "iot-auth.tfstate" },
        stages: { dev: {}, prod: { region: "eu-west-1" } },
      }),
    ).toEqual([refusal("key", "iot-auth.tfstate")]);
  });

  it("are refused if two spellings mean the same file", () => {
    const backend = (path: string): object => ({ backend: { type: "local", path } });
    const path = "../../x/../terraform.tfstate";
    expect(complaintsAbout({ stages: { dev: backend("../../terraform.tfstate"), prod: backend(path) } })).toEqual([
      refusal("path", path),
    ]);
  });

  it("are fine where each has its own, by default or because the paths start in two folders", () => {
    expect(complaintsAbout({ backend: { type: "s3", bucket: "abc" }, stages })).toEqual([]);
    expect(complaintsAbout({ backend: { type: "local", path: "terraform.tfstate" }, stages })).toEqual([]);
    expect(
      complaintsAbout({
        backend: { type: "s3", bucket: "abc", key: "a" },
        stages: { dev: {}, prod: { backend: { bucket: "abd" } } },
      }),
    ).toEqual([]);
  });
});
