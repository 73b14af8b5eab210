import fc from "fast-check";
import { isVolatileKey } from "../../../../local/policy/context";
import { ANY_ONE, ANY_RUN, matchGlob } from "../../../../local/policy/matching/match-pattern";
import { bindTemplate, parseTemplate, resolveTemplate, variableNames } from "../../../../local/policy/parsing/template";
import { variable } from "../helpers";

const refuse = (rule: string) => {
  throw new Error(rule);
};
const read = (source: string) => parseTemplate(source, { wildcards: true, variables: true }, refuse);
const covers = (source: string, text: string, context = {}) => {
  const glob = resolveTemplate(read(source), context);
  return glob !== undefined && matchGlob(glob, text);
};
const CLIENT_ID = variable("iot:ClientId");

describe("a string of a policy", () => {
  test("is read into text, wildcards and variables", () => {
    expect(read(`a/${CLIENT_ID}/*?`).parts).toEqual(["a/", { name: "iot:ClientId" }, "/", ANY_RUN, ANY_ONE]);
  });

  test.each([
    ["the client id", variable("iot:ClientId"), { clientId: "printer-7" }, "printer-7"],
    ["the key's name in another case", variable("IOT:clientid"), { clientId: "printer-7" }, "printer-7"],
    ["the source address", variable("aws:SourceIp"), { sourceIp: "203.0.113.7" }, "203.0.113.7"],
    ["the domain name", variable("iot:DomainName"), { domainName: "mqtt.example.com" }, "mqtt.example.com"],
    ["whether the transport is secure", variable("aws:SecureTransport"), { secureTransport: true }, "true"],
    ["the time", variable("aws:EpochTime"), { now: () => 1_800_000_000_999 }, "1800000000"],
    ["a default where there is no value", variable("iot:Connection.Thing.ThingName, 'none'"), {}, "none"],
    ["the value rather than the default", variable("iot:ClientId, 'none'"), { clientId: "a" }, "a"],
  ])("replaces a variable by %s", (_title, source, context, expected) => {
    expect(covers(`x/${source}/y`, `x/${expected}/y`, context)).toBe(true);
    expect(covers(`x/${source}/y`, "x/other/y", context)).toBe(false);
  });

  test.each([
    ["a thing's name under plain custom authentication", "iot:Connection.Thing.ThingName"],
    ["a thing's attribute", "iot:Connection.Thing.Attributes[version]"],
    ["a certificate's subject", "iot:Certificate.Subject.CommonName"],
    ["a key that is not defined", "nonsense"],
    ["a key with several values", "iot:ConnectAttributes"],
  ])("matches nothing with a variable that has no value: %s", (_title, name) => {
    const context = { clientId: "a", connectAttributes: ["LastWill"] as const };
    expect(resolveTemplate(read(`topic/${variable(name)}*`), context)).toBeUndefined();
  });

  test("matches nothing with an empty value, which would widen a pattern such as topic/<client id>*", () => {
    expect(covers(`topic/${CLIENT_ID}*`, "topic/anything", { clientId: "" })).toBe(false);
  });

  test.each(["*", "?", "$"])("reads the escape of %s as an ordinary character", (character) => {
    expect(covers(`a${variable(character)}b`, `a${character}b`)).toBe(true);
    expect(covers(`a${variable(character)}b`, "axb")).toBe(false);
  });

  test("reads a $ without a brace as an ordinary character", () => {
    expect(covers("$aws/things/*", "$aws/things/7/shadow")).toBe(true);
  });

  test.each([
    `a/\${iot:ClientId`,
    `a/${variable("")}`,
    `a/${variable(" ")}`,
    `a/${variable("iot:ClientId, none")}`,
    `a/${variable("iot:ClientId, 'none")}`,
    `a/${variable("iot:ClientId, none'")}`,
    `a/${variable("iot:ClientId, '")}`,
    `a/${variable("iot:ClientId,")}`,
    `a/${variable(", 'x'")}`,
  ])("refuses %s", (source) => {
    expect(() => read(source)).toThrow("must close every variable with a brace, after the name of a key");
  });

  test("reads a default between quotes literally, also an empty one", () => {
    expect(read(variable("iot:ClientId, ''")).parts).toEqual([{ name: "iot:ClientId", fallback: "" }]);
    expect(read(variable("iot:ClientId,' a, '' ' ")).parts).toEqual([{ name: "iot:ClientId", fallback: " a, '' " }]);
  });

  test("reads variables as ordinary text in documents before Version 2012-10-17", () => {
    const template = parseTemplate(`a/${CLIENT_ID}`, { wildcards: true, variables: false }, refuse);
    expect(resolveTemplate(template, { clientId: "x" })).toEqual([`a/${CLIENT_ID}`]);
  });

  test("returns the names of its variables", () => {
    expect(variableNames(read(`a/${CLIENT_ID}/${variable("aws:SourceIp, 'x'")}`))).toEqual([
      "iot:ClientId",
      "aws:SourceIp",
    ]);
  });
});

describe("the value of a variable", () => {
  test("is never a pattern, whatever it contains", () => {
    const text = fc.string({
      unit: fc.constantFrom("*", "?", "$", "{", "}", "/", "a", "#", "+"),
      minLength: 1,
      maxLength: 8,
    });
    fc.assert(
      fc.property(text, text, (clientId, topic) => {
        expect(covers(`topic/${CLIENT_ID}`, `topic/${topic}`, { clientId })).toBe(topic === clientId);
        expect(covers(`topic/${CLIENT_ID}/*`, `topic/${topic}/x`, { clientId })).toBe(
          `${topic}/x`.startsWith(`${clientId}/`),
        );
      }),
      { numRuns: 2000 },
    );
  });

  test("is not searched for variables", () => {
    expect(
      covers(`topic/${CLIENT_ID}`, "topic/10.0.0.1", { clientId: variable("aws:SourceIp"), sourceIp: "10.0.0.1" }),
    ).toBe(false);
  });
});

describe("binding to a connection", () => {
  test("replaces constant variables and keeps variables that may change", () => {
    const source = `a/${CLIENT_ID}/${variable("aws:EpochTime")}`;
    const bound = bindTemplate(read(source), { clientId: "*" }, (name) => !isVolatileKey(name));
    expect(bound).toEqual({ source, parts: ["a/*/", { name: "aws:EpochTime" }] });
  });

  test("returns a string without variables unchanged", () => {
    const template = read("a/*");
    expect(bindTemplate(template, { clientId: "*" }, () => true)).toBe(template);
  });

  test("keeps a variable without a value, so that the pattern still matches nothing", () => {
    const bound = bindTemplate(read(`a/${CLIENT_ID}`), {}, () => true);
    expect(resolveTemplate(bound, {})).toBeUndefined();
  });
});
