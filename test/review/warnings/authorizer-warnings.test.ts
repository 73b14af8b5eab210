import { reviewOf, warningsOf } from "../a-plan";

const review = (before: object | null, after: object) => reviewOf({ "aws_iot_authorizer.authorizer": [before, after] });
const OFF = { status: "ACTIVE", signing_disabled: true };
const signed = (keys: Record<string, string> = { "key-1": "PEM 1" }) => ({
  status: "ACTIVE",
  signing_disabled: false,
  token_signing_public_keys: keys,
});

describe("authorizerWarnings", () => {
  it.each([
    ["signing that is switched off", signed(), OFF, ["signing-off"], "widens"],
    ["signing that is switched on", OFF, signed(), ["signing-on"], "narrows"],
    [
      "a further signing key",
      signed(),
      signed({ "key-1": "PEM 1", "key-2": "PEM 2" }),
      ["signing-key-added"],
      "widens",
    ],
    ["another key under the same name", signed(), signed({ "key-1": "PEM 2" }), ["signing-key-added"], "widens"],
    ["a key that goes", signed({ "key-1": "PEM 1", "key-2": "PEM 2" }), signed(), ["signing-key-removed"], "narrows"],
    ["an authorizer that is switched off", OFF, { ...OFF, status: "INACTIVE" }, ["authorizer-inactive"], "narrows"],
    ["an authorizer that is switched on", { ...OFF, status: "INACTIVE" }, OFF, ["authorizer-active"], "widens"],
    ["an authorizer that is made inactive", null, { ...OFF, status: "INACTIVE" }, ["authorizer-inactive"], "narrows"],
    ["a new authorizer without signing", null, OFF, [], "unchanged"],
    ["a new authorizer with signing", null, signed(), [], "unchanged"],
    ["a key written with another end of line", signed(), signed({ "key-1": "PEM 1\n" }), [], "unchanged"],
    ["nothing", signed(), signed(), [], "unchanged"],
  ])("warns of %s", (_, before, after, codes, access) => {
    const found = review(before, after);
    expect(found.warnings.map(({ code }) => code)).toEqual(codes);
    expect(found.access).toBe(access);
  });

  it("names keys and never shows their content", () => {
    const { "signing-key-added": sentence } = warningsOf(review(signed(), signed({ "key-2": "PEM 2" })));
    expect(sentence).toContain("key-2");
    expect(sentence).not.toContain("PEM");
  });

  it("says who is refused after the authorizer is renamed", () => {
    const renamed = (before: object, after: object) =>
      warningsOf(review({ ...before, name: "a" }, { ...after, name: "b" }));
    expect(renamed(OFF, OFF)).toEqual({
      "authorizer-renamed":
        "The authorizer is called b from now on (before: a): clients that name the old one are refused.",
    });
    expect(renamed(signed(), signed())["authorizer-renamed"]).toMatch(
      / are refused, and tokens made for the old name\.$/,
    );
  });

  it("warns of a function that is not the stack's own, also while the stack's own is not known yet", () => {
    const own = { function_name: "fleet", arn: "arn:own" };
    const asking = (arn: string | undefined, function_: object = own) =>
      reviewOf({
        "aws_lambda_function.authorizer": [function_, function_],
        "aws_iot_authorizer.authorizer": [
          { ...OFF, authorizer_function_arn: "arn:own" },
          { ...OFF, authorizer_function_arn: arn },
        ],
      });
    expect(warningsOf(asking("arn:other"))).toEqual({
      "authorizer-function-changed":
        "The authorizer calls a function other than this stack's from now on: arn:other decides who can log in.",
    });
    expect(asking("arn:other").access).toBe("widens");
    expect(warningsOf(asking("arn:own"))).toEqual({});
    expect(warningsOf(asking(undefined))).toEqual({});
    expect(Object.keys(warningsOf(asking("arn:new", { function_name: "fleet" })))).toEqual([
      "authorizer-function-changed",
    ]);
    expect(warningsOf(asking(undefined, { function_name: "fleet" }))).toEqual({});
  });

  it("counts a cache for HTTP clients as widening, since removed access reaches them later", () => {
    const [off, on] = [
      { ...OFF, enable_caching_for_http: false },
      { ...OFF, enable_caching_for_http: true },
    ];
    expect(Object.keys(warningsOf(review(off, on)))).toEqual(["http-caching-on"]);
    expect(review(off, on).access).toBe("widens");
    expect(warningsOf(review(on, off))).toEqual({});
  });
});
