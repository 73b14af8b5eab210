import { ConfigurationError } from "../../../config/problem";
import { chooseStack, resolveConfig } from "../../../config/stages/resolve-config";
import { complaints, MINIMAL } from "../complaints";

describe("resolveConfig", () => {
  it.each([
    [undefined, "nothing"],
    [null, "null"],
    [[MINIMAL], '[{"name":"cloudprnt","region":"us-east-1","groups":{"printers":{"clientIds":["{u… (94 characters)'],
    ["cloudprnt", '"cloudprnt"'],
    [() => MINIMAL, "a function"],
  ])("refuses a configuration that is not an object: %p", (config, got) => {
    expect(complaints(config)).toEqual([
      `\`configuration\` must be an object, got: ${got}. End iot-auth.config.ts with: export default defineConfig({ ... });`,
    ]);
  });

  it("reports all problems of all kinds at once", () => {
    const config = {
      name: "Cloud",
      regoin: "us-east-1",
      authorizer: { takeOver: true },
      function: { memorySize: 1 },
      groups: {
        a: { clientIds: ["{user}", 7], publish: ["a/+/b"], refreshAfterSeconds: 1 },
        "b c": { clientIds: ["*"] },
        c: {},
      },
    };
    const messages = complaints(config);
    expect(messages.map((message) => message.split("`")[1]).sort()).toEqual([
      "authorizer.takeOver",
      "function.memorySize",
      "groups.a.clientIds[0]",
      "groups.a.clientIds[1]",
      "groups.a.publish[0]",
      "groups.a.refreshAfterSeconds",
      "groups.b c",
      "groups.b c.clientIds[0]",
      "groups.c.clientIds",
      "name",
      "region",
      "regoin",
    ]);
  });

  it("reports a problem once if it breaks two rules", () => {
    expect(complaints({ ...MINIMAL, region: "" })).toHaveLength(1);
  });

  it("does not change the configuration", () => {
    const config = { ...MINIMAL, stages: { dev: {}, prod: { tags: { a: "b" } } } };
    const before = JSON.stringify(config);
    resolveConfig(config);
    expect(JSON.stringify(config)).toBe(before);
  });
});

describe("chooseStack", () => {
  const one = [{ stackName: "cloudprnt" }];
  const two = [
    { stackName: "cloudprnt-dev", stage: "dev" },
    { stackName: "cloudprnt-prod", stage: "prod" },
  ];

  it("returns the only stack if no stage is given", () => {
    expect(chooseStack(one, undefined)).toBe(one[0]);
    expect(chooseStack(two.slice(0, 1), undefined)).toBe(two[0]);
  });

  it("finds a stack by its stage or by its own name", () => {
    expect(chooseStack(two, "prod")).toBe(two[1]);
    expect(chooseStack(two, "cloudprnt-dev")).toBe(two[0]);
    expect(chooseStack(one, "cloudprnt")).toBe(one[0]);
  });

  const refusal = (stacks: typeof one, stage: string | undefined): string => {
    try {
      chooseStack(stacks, stage);
      return "";
    } catch (error) {
      expect(error).toBeInstanceOf(ConfigurationError);
      return (error as Error).message;
    }
  };

  it("asks for a stage if there are several", () => {
    expect(refusal(two, undefined)).toBe(
      "`--stage` must name one of the configuration's stages, got: nothing. There are several: dev, prod.",
    );
  });

  it("suggests a stage for one that does not exist", () => {
    expect(refusal(two, "pord")).toBe(
      '`--stage` must name one of the configuration\'s stages, got: "pord". Did you mean "prod"? Known: "dev", "prod".',
    );
  });
});
