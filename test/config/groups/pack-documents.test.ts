import fc from "fast-check";
import { compileGroup, longestArnPrefix } from "../../../config/groups/compile-group";
import { PolicyTooLarge, packDocuments } from "../../../config/groups/pack-documents";
import { groupSchema } from "../../../config/schema/group-schema";
import { authorize } from "../../../lambda/authorize";
import { LIMITS, type PolicyStatement } from "../../../lambda/contract";
import { identify, parseEvent } from "../../../lambda/event";
import { codePoint } from "../../helpers/code-point";

const PREFIX = longestArnPrefix("us-east-1");

function statement(action: string, resources: string[]): PolicyStatement {
  return { Effect: "Allow", Action: [action], Resource: resources };
}

function tooLarge(statements: PolicyStatement[]): PolicyTooLarge {
  try {
    packDocuments(statements, PREFIX);
  } catch (error) {
    if (error instanceof PolicyTooLarge) return error;
  }
  throw new Error("it fits");
}

describe("packDocuments", () => {
  it("uses one document if all statements fit into it", () => {
    const statements = [statement("iot:Connect", ["client/a"]), statement("iot:Publish", ["topic/a", "topic/b"])];
    expect(packDocuments(statements, PREFIX)).toEqual([{ Version: "2012-10-17", Statement: statements }]);
  });

  it("continues in another document if one is full, in order and completely", () => {
    const publish = Array.from({ length: 40 }, (_, i) => `topic/${"x".repeat(100)}/${i}`);
    const subscribe = Array.from({ length: 30 }, (_, i) => `topicfilter/${"y".repeat(100)}/${i}`);
    const documents = packDocuments([statement("iot:Publish", publish), statement("iot:Subscribe", subscribe)], PREFIX);

    expect(documents.length).toBeGreaterThan(4);
    const all = documents.flatMap((document) => document.Statement);
    const of = (action: string): string[] =>
      all.filter(({ Action }) => Action[0] === action).flatMap(({ Resource }) => Resource);
    expect(of("iot:Publish")).toEqual(publish);
    expect(of("iot:Subscribe")).toEqual(subscribe);
    expect(all.every(({ Resource }) => Resource.length > 0)).toBe(true);
  });

  it("fills ten documents to the last character, and refuses one character more", () => {
    const empty = JSON.stringify({ Version: "2012-10-17", Statement: [statement("iot:Publish", [PREFIX])] }).length;
    const whole = (i: number): string => `${i}`.padEnd(LIMITS.policyDocumentCharacters - empty, "x");
    const ten = Array.from({ length: 10 }, (_, i) => whole(i));

    expect(packDocuments([statement("iot:Publish", ten)], PREFIX)).toHaveLength(10);
    expect(tooLarge([statement("iot:Publish", [...ten, "topic/a"])])).toMatchObject({ documents: 11 });
    expect(tooLarge([statement("iot:Publish", [`${whole(0)}x`])])).toMatchObject({
      documents: undefined,
      characters: LIMITS.policyDocumentCharacters + 1,
    });
  });

  it("allows for the longest names of a login, and for the backslashes before quotation marks in JSON", () => {
    const many = (word: string, count: number): PolicyStatement[] => [
      statement("iot:Publish", [`topic/${word.repeat(count)}`]),
    ];
    expect(packDocuments(many("{username}", 14), PREFIX)).toHaveLength(1);
    expect(tooLarge(many("{username}", 15)).characters).toBeGreaterThan(2048);
    expect(packDocuments(many("{clientId}", 7), PREFIX)).toHaveLength(1);
    expect(tooLarge(many("{clientId}", 8)).characters).toBeGreaterThan(2048);
  });
});

describe("the policy that the handler returns", () => {
  /** User names and client ids that pass the handler's checks: the longest, and random ones. */
  const username = fc.oneof(fc.constant("u".repeat(128)), fc.stringMatching(/^[A-Za-z0-9][A-Za-z0-9._:@-]{0,127}$/));
  const clientId = fc.oneof(
    fc.constantFrom('"'.repeat(128), "\\".repeat(128), "\ud800".repeat(42), "ü".repeat(64), "\u2028".repeat(42)),
    fc.string({ unit: codePoint, minLength: 1, maxLength: 128 }),
    fc.string({ unit: fc.constantFrom('"', "\\", "\ud83d", "a"), minLength: 100, maxLength: 128 }),
  );
  const level = fc.oneof(fc.constantFrom("{username}", "{clientId}", "a", "üü"), fc.stringMatching(/^[a-z]{1,20}$/));
  const topic = fc.array(level, { minLength: 1, maxLength: 7 }).map((levels) => levels.join("/"));
  const rules = fc.record({
    publish: fc.array(topic, { maxLength: 12 }),
    subscribe: fc.array(
      topic.map((text) => `${text}/#`),
      { maxLength: 12 },
    ),
    region: fc.constantFrom("us-east-1", "cn-northwest-1", "us-gov-west-1", "ap-southeast-2"),
  });

  it("is within AWS's limits for all names, if the group was accepted", () => {
    let accepted = 0;
    fc.assert(
      fc.property(rules, username, clientId, ({ region, ...group }, name, id) => {
        const arnPrefix = longestArnPrefix(region);
        const settings = groupSchema.parse({ clientIds: ["{clientId}"], ...group });
        const compiled = compileGroup("g", settings, arnPrefix);
        if (!compiled.ok) return;
        try {
          parseEvent({ protocolData: { mqtt: { username: name, password: "eA==", clientId: id } } });
        } catch {
          return;
        }
        accepted++;
        const documents = authorize(compiled.group, identify(name), id, arnPrefix);
        expect(documents.length).toBeLessThanOrEqual(LIMITS.policyDocuments);
        for (const document of documents) {
          expect(JSON.stringify(document).length).toBeLessThanOrEqual(LIMITS.policyDocumentCharacters);
        }
      }),
      { numRuns: 500 },
    );
    expect(accepted).toBeGreaterThan(100);
  });
});
