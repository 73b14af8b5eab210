import fc from "fast-check";
import { arnPrefix, authorize, principalId } from "../../lambda/authorize";
import type { CompiledGroup } from "../../lambda/contract";
import { identify, parseEvent } from "../../lambda/event";
import { codePoint } from "../helpers/code-point";

const PREFIX = "arn:aws:iot:us-east-1:123456789012:";

function group(clientIds: string[], ...resources: string[]): CompiledGroup {
  return {
    clientIds,
    documents: [{ Version: "2012-10-17", Statement: [{ Effect: "Allow", Action: ["iot:X"], Resource: resources }] }],
    disconnectAfterInSeconds: 86_400,
    refreshAfterInSeconds: 900,
  };
}

function resources(compiled: CompiledGroup, name: string, clientId?: string): string[] {
  return authorize(compiled, name, clientId, PREFIX).flatMap((document) =>
    document.Statement.flatMap((statement) => statement.Resource),
  );
}

describe("authorize", () => {
  it("replaces the placeholders and adds the ARN prefix, and changes nothing else", () => {
    const compiled = group(["{username}"], "client/{username}", "topic/a/{username}/{clientId}/*");
    expect(authorize(compiled, "dev1", "dev1", PREFIX)).toEqual([
      {
        Version: "2012-10-17",
        Statement: [
          {
            Effect: "Allow",
            Action: ["iot:X"],
            Resource: [`${PREFIX}client/dev1`, `${PREFIX}topic/a/dev1/dev1/*`],
          },
        ],
      },
    ]);
  });

  it("does not change the group", () => {
    const compiled = group(["{username}"], "client/{username}");
    const before = JSON.stringify(compiled);
    authorize(compiled, "dev1", "dev1", PREFIX);
    expect(JSON.stringify(compiled)).toBe(before);
  });

  it("does not replace placeholders in a name that was filled in", () => {
    expect(resources(group(["{clientId}"], "topic/{clientId}"), "dev1", "{username}")).toEqual([
      `${PREFIX}topic/{username}`,
    ]);
  });

  it.each([
    [["{username}"], "dev1", true],
    [["{username}"], "dev2", false],
    [["{username}"], "dev1x", false],
    [["{username}-*"], "dev1-publisher", true],
    [["{username}-*"], "dev1-", true],
    [["{username}-*"], "dev1", false],
    [["{username}-*"], "dev12-publisher", false],
    [["{username}-*"], "x-dev1-publisher", false],
    [["gateway"], "gateway", true],
    [["gateway"], "Gateway", false],
    [["gateway-*", "{username}"], "dev1", true],
    [["{clientId}"], "anything", true],
    [["{username}"], "{username}", false],
    [[], "dev1", false],
  ])("with the client id rules %j, %j may connect: %j", (rules, clientId, allowed) => {
    const login = () => authorize(group(rules, "client/x"), "dev1", clientId, PREFIX);
    if (allowed) expect(login).not.toThrow();
    else expect(login).toThrow(expect.objectContaining({ reason: "client-id-not-allowed" }));
  });

  it("allows a client without a client id if no rule needs one", () => {
    expect(resources(group(["{username}"], "client/{username}"), "dev1")).toEqual([`${PREFIX}client/dev1`]);
  });

  it("refuses a client without a client id if a rule needs one", () => {
    expect(() => resources(group(["{clientId}"], "topic/{clientId}"), "dev1")).toThrow(
      expect.objectContaining({ reason: "client-id-missing" }),
    );
  });

  it("returns a document of 2,048 characters and refuses one of 2,049", () => {
    const length = (name: string): number =>
      JSON.stringify(authorize(group(["{username}"], "topic/{username}"), name, undefined, PREFIX)[0]).length;
    const rest = length("a") - 1;
    const fits = group(["x"], `topic/${"y".repeat(2048 - rest - 1)}{username}`);
    expect(JSON.stringify(authorize(fits, "a", undefined, PREFIX)[0])).toHaveLength(2048);
    expect(() => authorize(fits, "ab", undefined, PREFIX)).toThrow(
      expect.objectContaining({ reason: "policy-too-large" }),
    );
  });

  it("widens no rule for any user name and client id that the earlier checks accept", () => {
    const hostile = fc.string({
      unit: fc.constantFrom(..."*?$+#/\\{}\"':.@-ab\n\u0000é", `\${`, `\${iot:ClientId}`, "{username}", "{clientId}"),
      minLength: 1,
      maxLength: 8,
    });
    const harmless = fc.string({ unit: fc.constantFrom(..."{}\"':.@-abé", "{username}", "{clientId}"), minLength: 1 });
    const anyClientId = fc.oneof(harmless, hostile, fc.string({ unit: codePoint, minLength: 1 }));
    const name = fc.stringMatching(/^[ab0][ab.:@_-]{0,9}$/);
    const anyField = fc.oneof(
      fc.tuple(name, hostile).map(([before, after]) => `${before}?${after}`),
      hostile,
    );
    const templates = ["client/{clientId}", "topic/a/{username}/*", "topicfilter/{username}{clientId}"];
    const meaningful = (text: string): string[] => text.match(/[*?]|\$\{/g) ?? [];
    let passed = 0;
    fc.assert(
      fc.property(anyClientId, anyField, (clientId, field) => {
        let identified: string;
        try {
          parseEvent({ protocolData: { mqtt: { username: field, password: "eA==", clientId } } });
          identified = identify(field);
        } catch {
          return;
        }
        passed++;
        const compiled = group(["{clientId}"], ...templates);
        const filled = resources(compiled, identified, clientId).map((resource) => resource.slice(PREFIX.length));
        expect(filled.map(meaningful)).toEqual(templates.map(meaningful));
        for (const resource of filled) expect(resource).not.toMatch(/[+#]/);
        expect(filled.map((resource) => resource.split("/").length)).toEqual([2, 4, 2]);
      }),
      { numRuns: 2000, examples: [["a", "a"]] },
    );
    expect(passed).toBeGreaterThan(100);
  });
});

describe("arnPrefix", () => {
  it.each([
    ["arn:aws:lambda:us-east-1:123456789012:function:x", "arn:aws:iot:us-east-1:123456789012:"],
    ["arn:aws:lambda:us-east-1:123456789012:function:x:alias", "arn:aws:iot:us-east-1:123456789012:"],
    ["arn:aws-cn:lambda:cn-north-1:123456789012:function:x", "arn:aws-cn:iot:cn-north-1:123456789012:"],
    ["arn:aws-us-gov:lambda:us-gov-west-1:123456789012:function:x", "arn:aws-us-gov:iot:us-gov-west-1:123456789012:"],
  ])("takes partition, Region and account from %s", (functionArn, expected) => {
    expect(arnPrefix(functionArn)).toBe(expected);
  });

  it.each([
    "",
    "function:x",
    "arn:aws:lambda",
    "arn:aws:lambda:us-east-1::function:x",
    "arn:aws:lambda::123456789012:function:x",
    "arn::lambda:us-east-1:123456789012:function:x",
    "x:aws:lambda:us-east-1:123456789012:function:x",
    ":aws:lambda:us-east-1:123456789012:function:x",
    "ARN:aws:lambda:us-east-1:123456789012:function:x",
  ])("refuses %j", (text) => {
    expect(() => arnPrefix(text)).toThrow(new Error("invokedFunctionArn is not an ARN"));
  });
});

describe("principalId", () => {
  it("begins with the name's letters and digits", () => {
    expect(principalId("00:11:62:aa:bb:cc")).toMatch(/^001162aabbccx[0-9a-f]{24}$/);
  });

  it("is alphanumeric, at most 128 characters, and differs for names that look alike", () => {
    const name = fc.stringMatching(/^[A-Za-z0-9][A-Za-z0-9._:@-]{0,127}$/);
    fc.assert(
      fc.property(name, name, (one, other) => {
        expect(principalId(one)).toMatch(/^[a-zA-Z0-9]{1,128}$/);
        expect(principalId(one) === principalId(other)).toBe(one === other);
      }),
      {
        examples: [
          ["a.b", "a-b"],
          ["ab", "a:b"],
          ["a".repeat(128), `${"a".repeat(127)}b`],
        ],
      },
    );
  });
});
