import { parsePolicy } from "../../../../local/policy/parsing/parse-policy";
import { allow, arn, decide, documentOf, problemsOf, variable } from "../helpers";

const STATEMENT = { Effect: "Allow", Action: "iot:Publish", Resource: "*" };

describe("policy documents", () => {
  test("may be objects or JSON text, and all of them apply", () => {
    const policy = parsePolicy([
      documentOf(allow("iot:Publish", "topic/a")),
      JSON.stringify(documentOf(allow("iot:Receive", "topic/b"))),
    ]);
    expect(decide(policy, "iot:Publish", "topic/a").decidedBy).toEqual({ document: 0, statement: 0 });
    expect(decide(policy, "iot:Receive", "topic/b").decidedBy).toEqual({ document: 1, statement: 0 });
  });

  test("may have a single statement that is not in an array", () => {
    const policy = parsePolicy([{ Version: "2012-10-17", Statement: STATEMENT }]);
    expect(decide(policy, "iot:Publish", "topic/a").allowed).toBe(true);
  });

  test("allow nothing if the list is empty", () => {
    expect(decide(parsePolicy([]), "iot:Connect", "client/a")).toMatchObject({ allowed: false, reason: "no-match" });
  });

  test.each([undefined, "2008-10-17"])("take variables as ordinary text with Version %s", (version) => {
    const resource = arn(`topic/${variable("iot:ClientId")}`);
    const policy = parsePolicy([
      { ...(version && { Version: version }), Statement: { ...STATEMENT, Resource: resource } },
    ]);
    expect(decide(policy, "iot:Publish", "topic/a", { clientId: "a" }).allowed).toBe(false);
    expect(decide(policy, "iot:Publish", `topic/${variable("iot:ClientId")}`, { clientId: "a" }).allowed).toBe(true);
  });
});

describe("a malformed document is refused, with the path in it", () => {
  const MEMBERS = "Known are Version, Statement";

  test.each<[string, unknown, string]>([
    ["null", null, "policyDocuments[0] must be a JSON object, got: null"],
    ["an array", [], "policyDocuments[0] must be a JSON object, got: []"],
    ["text that is not JSON", "{", 'policyDocuments[0] must be a JSON object, got: "{"'],
    ["JSON that is no object", "7", 'policyDocuments[0] must be a JSON object, got: "7"'],
    ["no statement", { Version: "2012-10-17" }, "policyDocuments[0].Statement must hold at least one statement"],
    ["an empty list of statements", documentOf(), "policyDocuments[0].Statement must hold at least one statement"],
    [
      "another version",
      { Version: "2012-10-18", Statement: STATEMENT },
      'policyDocuments[0].Version must be "2012-10-17" or "2008-10-17", got: "2012-10-18"',
    ],
    [
      "a version that is no string",
      { Version: 2012, Statement: STATEMENT },
      'policyDocuments[0].Version must be "2012-10-17" or "2008-10-17", got: 2012',
    ],
    [
      "an unknown member",
      { Id: "x", Statement: STATEMENT },
      `policyDocuments[0].Id is not a member of an AWS IoT policy. ${MEMBERS}`,
    ],
    [
      "a member in another case",
      { version: "2012-10-17", Statement: STATEMENT },
      'policyDocuments[0].version is not a member of an AWS IoT policy. Did you mean "Version"?',
    ],
    [
      "a statement that is no object",
      documentOf("x" as never),
      'policyDocuments[0].Statement[0] must be an object, got: "x"',
    ],
    ["a null statement", { Statement: null }, "policyDocuments[0].Statement must be an object, got: null"],
  ])("%s", (_title, document, problem) => {
    expect(problemsOf(document)).toEqual([problem]);
  });

  test("and all problems of all documents are reported together", () => {
    expect(
      problemsOf(documentOf({ ...STATEMENT, Effect: "allow" }), {
        Statement: [STATEMENT, { ...STATEMENT, Action: 7 }],
      }),
    ).toEqual([
      'policyDocuments[0].Statement[0].Effect must be "Allow" or "Deny", got: "allow"',
      "policyDocuments[1].Statement[1].Action must be a string, or an array of at least one string, got: 7",
    ]);
  });

  test("with the caller's name for the list", () => {
    expect(() => parsePolicy(["x"], "policy")).toThrow('policy[0] must be a JSON object, got: "x"');
  });
});
