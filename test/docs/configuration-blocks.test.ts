import { resolve } from "node:path";
import { resolveConfig } from "../../config/stages/resolve-config";
import { testProject } from "../cli/helpers/project";
import { type Block, blocksIn, documents, placeOf } from "./blocks/markdown-blocks";
import { policyProblems } from "./blocks/policy-problems";

const BLOCKS = documents().flatMap((document) => blocksIn(document));
const of = (language: string) =>
  BLOCKS.filter((block) => block.language === language).map((block): [string, Block] => [placeOf(block), block]);

/**
 * Returns the configurations of a block: a whole one, or one for each paragraph of settings, since paragraphs may be
 * alternatives.
 */
const configurationsIn = ({ text }: Block): string[] =>
  text.includes("defineConfig(")
    ? [text]
    : text
        .split(/\n\n(?=\S)/)
        .map(
          (part) =>
            `export default defineConfig({ name: "x", region: "us-east-1", groups: { a: device() },\n${part}\n});`,
        );

/** Names that a configuration imports. The import is removed below, since the temporary project adds its own. */
const imported = (config: string) => /^import \{ (.+) \} from ".\/config";$/m.exec(config)?.[1]?.split(", ") ?? [];
const used = (config: string) =>
  ["cloudPrnt", "defineConfig", "device", "mqtt5Sample", "withoutAlpn"].filter((name) =>
    new RegExp(`\\b${name}\\b[.(]`).test(config),
  );

/** Returns the number of stacks of a configuration. @throws ConfigurationError if the configuration is wrong */
function stacksOf(config: string): number {
  const project = testProject({ config: config.replace(/^import .*$/m, "") });
  try {
    return resolveConfig(require(resolve(project.folder, "iot-auth.config.ts")).default).length;
  } finally {
    project.remove();
  }
}

describe("every configuration in the documents", () => {
  it.each(of("ts"))("is accepted by the tool: %s", (_, block) => {
    for (const config of configurationsIn(block)) expect(stacksOf(config)).toBeGreaterThan(0);
  });

  it.each(of("ts").filter(([, { text }]) => text.includes("defineConfig(")))(
    "imports what it uses, so that it can be pasted as it is: %s",
    (_, { text }) => {
      expect(imported(text)).toEqual(used(text));
    },
  );

  it("is refused if it has an unknown setting", () => {
    const [wrong = ""] = configurationsIn({ document: "", line: 1, language: "ts", text: "monitorin: {}," });
    expect(() => stacksOf(wrong)).toThrow('Did you mean "monitoring"?');
  });

  it("is found, whether whole, as some settings, or as alternatives in one block", () => {
    expect(of("ts").length).toBeGreaterThan(5);
    expect(of("ts").flatMap(([, block]) => configurationsIn(block)).length).toBeGreaterThan(of("ts").length);
  });
});

describe("every JSON in the documents", () => {
  it.each(of("json"))("can be parsed, and follows IAM's grammar if it is a policy: %s", (_, { text }) => {
    const value = JSON.parse(text) as object;
    expect("Statement" in value ? policyProblems(value) : []).toEqual([]);
  });

  it("is found", () => {
    expect(of("json").length).toBeGreaterThan(0);
  });
});

describe("reading a policy as IAM does", () => {
  const statement = { Effect: "Allow", Action: "iot:Connect", Resource: "*" };
  const problems = (changes: object, top: object = {}) =>
    policyProblems({ Version: "2012-10-17", Statement: [{ ...statement, ...changes }], ...top });

  it("accepts identity policies and trust policies", () => {
    expect(problems({})).toEqual([]);
    expect(problems({ Resource: undefined, Principal: { Service: "iot.amazonaws.com" } })).toEqual([]);
    expect(
      problems({ Action: ["s3:Get*", "*"], Condition: { StringEquals: { "aws:PrincipalTag/a": ["b"] } } }),
    ).toEqual([]);
  });

  it.each([
    [{ Effect: "allow" }, "statement 1: Effect"],
    [{ Action: "Connect" }, "statement 1: Action"],
    [{ Action: [] }, "statement 1: Action"],
    [{ Resource: "telemetry/*" }, "statement 1: Resource"],
    [{ Resource: undefined }, "statement 1: neither Resource nor Principal"],
    [{ Resources: "*" }, "statement 1: unknown Resources"],
    [{ Condition: { StringEqual: { "aws:SourceArn": "x" } } }, "statement 1: condition StringEqual"],
    [{ Condition: { StringEquals: { sourcearn: "x" } } }, "statement 1: condition key sourcearn"],
  ])("finds what is wrong with %j", (changes, problem) => {
    expect(problems(changes)).toEqual([problem]);
  });

  it("finds a Version that is not 2012-10-17", () => {
    expect(problems({}, { Version: "2026-01-01" })).toEqual(["Version"]);
  });
});
