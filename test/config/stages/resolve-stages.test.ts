import { resolveConfig } from "../../../config/stages/resolve-config";
import { complaints, complaintsAbout, MINIMAL } from "../complaints";

const withStages = (stages: unknown): string[] => complaintsAbout({ stages });

describe("stages", () => {
  it("become one stack each, named after the stage", () => {
    const stacks = resolveConfig({
      ...MINIMAL,
      tags: { owner: "iot" },
      stages: { dev: {}, prod: { region: "eu-west-1", tags: { stage: "prod" }, function: { memorySize: 512 } } },
    });
    expect(stacks.map(({ stackName, stage }) => [stackName, stage])).toEqual([
      ["cloudprnt-dev", "dev"],
      ["cloudprnt-prod", "prod"],
    ]);
    expect(stacks.map(({ settings }) => [settings.region, settings.tags, settings.function.memorySize])).toEqual([
      ["us-east-1", { owner: "iot" }, 256],
      ["eu-west-1", { owner: "iot", stage: "prod" }, 512],
    ]);
  });

  it("may have settings that are not set above them", () => {
    const { region: _, ...base } = MINIMAL;
    const stacks = resolveConfig({ ...base, stages: { dev: { region: "us-east-1" }, prod: { region: "eu-west-1" } } });
    expect(stacks.map(({ settings }) => settings.region)).toEqual(["us-east-1", "eu-west-1"]);
  });

  it.each([
    [{}, "{}"],
    [[], "[]"],
    ["dev", '"dev"'],
    [null, "null"],
  ])("may not be %j", (stages, got) => {
    expect(withStages(stages)).toEqual([
      `\`stages\` must be an object with at least one stage, got: ${got}. Write it like { dev: {}, prod: {} }, or leave it out.`,
    ]);
  });

  it.each(["Dev", "1", "dev-", "d_v", "a".repeat(17)])("may not be called %j", (stage) => {
    expect(withStages({ [stage]: {} })).toEqual([
      `\`stages.${stage}\` must be named with 1 to 16 of a-z 0-9 -, beginning with a letter and not ending with -, got: "${stage}". Rename the stage.`,
    ]);
  });

  it("must be objects, each of them", () => {
    expect(withStages({ dev: true })).toEqual([
      "`stages.dev` must be an object of settings, got: true. Write {} for a stage that changes nothing.",
    ]);
  });

  it("may not rename the stack", () => {
    expect(withStages({ dev: { name: "other" } })).toEqual([
      '`stages.dev.name` must not be set, got: "other". The stage\'s stack is called <name>-dev.',
    ]);
  });

  it("report all their problems at once", () => {
    const paths = withStages({
      Dev: { name: "x", region: "here" },
      prod: { authorizer: { takeOver: true }, groups: { printers: { publish: ["+"] } } },
      test: 7,
    }).map((message) => message.split("`")[1]);
    expect(paths).toEqual([
      "stages.Dev",
      "stages.Dev.name",
      "stages.Dev.region",
      "stages.prod.groups.printers.publish[0]",
      "stages.prod.authorizer.takeOver",
      "stages.test",
    ]);
  });
});

describe("a problem of a setting above the stages", () => {
  it("is reported once with the path of that setting, though it affects every stage", () => {
    const groups = { printers: { clientIds: ["{username}"], publish: ["a/+"] } };
    const { region: _, ...base } = MINIMAL;
    const messages = complaints({
      ...base,
      groups,
      colour: "red",
      stages: {
        dev: { region: "us-east-1" },
        prod: { region: "eu-west-1", groups: { servers: { clientIds: ["x"] } } },
      },
    });
    expect(messages).toEqual([
      expect.stringMatching(/^`colour` must be a known setting, got: "colour"\. Known: "name", /),
      expect.stringMatching(/^`groups\.printers\.publish\[0\]` must not hold \+ /),
    ]);
  });

  it("is not reported if every stage corrects it", () => {
    const stages = { dev: { authorizer: { setAsDefault: true } } };
    expect(complaintsAbout({ authorizer: { takeOver: true }, stages })).toEqual([]);
  });

  it("is reported for the stage if the stage causes it", () => {
    const stages = { dev: { authorizer: { setAsDefault: false } }, prod: {} };
    const authorizer = { setAsDefault: true, takeOver: true };
    expect(complaintsAbout({ authorizer, stages })).toEqual([
      expect.stringMatching(/^`stages\.dev\.authorizer\.takeOver` must go together with setAsDefault/),
    ]);
  });
});
