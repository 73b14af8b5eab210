import { type Authorizer, RegionState } from "../../../local/control-plane/store";
import { chooseAuthorizer } from "../../../local/login/choose-authorizer";

function accountWith(authorizers: Record<string, Authorizer["status"]>, defaultName?: string): RegionState {
  const account = new RegionState("us-east-1", "123456789012", undefined);
  for (const [name, status] of Object.entries(authorizers)) {
    account.authorizers.set(name, {
      ...{ name, status, arn: account.authorizerArn(name), functionArn: "f", signingDisabled: true },
      ...{ enableCachingForHttp: false, tags: new Map(), creationDate: 0, lastModifiedDate: 0 },
    });
  }
  account.defaultAuthorizerName = defaultName;
  return account;
}
const naming = (value: string | undefined) => (name: string) =>
  name === "x-amz-customauthorizer-name" ? value : undefined;

describe("the authorizer of a login", () => {
  const both = () => accountWith({ first: "ACTIVE", second: "ACTIVE" }, "second");

  it("is the one that the client names", () => {
    expect(chooseAuthorizer(both(), naming("first")).name).toBe("first");
  });

  it("is the default if the client names none", () => {
    expect(chooseAuthorizer(both(), naming(undefined)).name).toBe("second");
  });

  it.each([
    ["the client names one that does not exist", both(), "third", 'authorizer "third" does not exist'],
    ["names differ in case", both(), "First", 'authorizer "First" does not exist'],
    ["the named one is INACTIVE", accountWith({ a: "INACTIVE", b: "ACTIVE" }, "b"), "a", "authorizer a is INACTIVE"],
    ["the default is INACTIVE", accountWith({ a: "INACTIVE" }, "a"), undefined, "authorizer a is INACTIVE"],
    ["no default is set", accountWith({ a: "ACTIVE" }), undefined, "no default authorizer is set"],
    ["the default was deleted", accountWith({}, "a"), undefined, 'authorizer "a" does not exist'],
  ])("is missing, and the login refused, if %s", (_, account, named, message) => {
    expect(() => chooseAuthorizer(account, naming(named))).toThrow(message);
  });
});
