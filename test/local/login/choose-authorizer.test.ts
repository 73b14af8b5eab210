import { type Authorizer, RegionState } from "../../../local/control-plane/resources/control-plane-store";
import type { DomainConfiguration } from "../../../local/control-plane/resources/domain-configuration";
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

const mqtt = { serverName: "localhost", protocol: "SECURE_MQTT" } as const;

describe("the authorizer of a login", () => {
  const both = () => accountWith({ first: "ACTIVE", second: "ACTIVE" }, "second");

  it("is the one that the client names", () => {
    expect(chooseAuthorizer(both(), naming("first"), mqtt).name).toBe("first");
  });

  it("is the default if the client names none", () => {
    expect(chooseAuthorizer(both(), naming(undefined), mqtt).name).toBe("second");
  });

  it.each([
    ["the client names one that does not exist", both(), "third", 'authorizer "third" does not exist'],
    ["names differ in case", both(), "First", 'authorizer "First" does not exist'],
    ["the named one is INACTIVE", accountWith({ a: "INACTIVE", b: "ACTIVE" }, "b"), "a", "authorizer a is INACTIVE"],
    ["the default is INACTIVE", accountWith({ a: "INACTIVE" }, "a"), undefined, "authorizer a is INACTIVE"],
    ["no default is set", accountWith({ a: "ACTIVE" }), undefined, "no default authorizer is set"],
    ["the default was deleted", accountWith({}, "a"), undefined, 'authorizer "a" does not exist'],
  ])("is missing, and the login refused, if %s", (_, account, named, message) => {
    expect(() => chooseAuthorizer(account, naming(named), mqtt)).toThrow(message);
  });
});

describe("the authorizer of a login at the endpoint of a domain configuration", () => {
  const DOMAIN = "iot.example.com";
  const at = { ...mqtt, serverName: DOMAIN };

  function endpoint(settings: Partial<DomainConfiguration> = {}): RegionState {
    const account = accountWith({ first: "ACTIVE", second: "ACTIVE", off: "INACTIVE" }, "second");
    account.domainConfigurations.set("fleet", {
      ...{ name: "fleet", arn: "a", domainName: DOMAIN, domainType: "CUSTOMER_MANAGED", status: "ENABLED" },
      ...{ lastStatusChangeDate: 0, authenticationType: "CUSTOM_AUTH", applicationProtocol: "SECURE_MQTT" },
      ...{ authorizerConfig: own("first"), serverCertificateArns: [], tlsConfig: {}, tags: new Map() },
      ...settings,
    });
    return account;
  }
  const own = (defaultAuthorizerName: string, allowAuthorizerOverride = false) => ({
    defaultAuthorizerName,
    allowAuthorizerOverride,
  });

  it("is the endpoint's own if the client names none, in whatever case it writes the server name", () => {
    expect(chooseAuthorizer(endpoint(), naming(undefined), at).name).toBe("first");
    expect(chooseAuthorizer(endpoint(), naming(undefined), { ...at, serverName: "IoT.Example.com" }).name).toBe(
      "first",
    );
  });

  it("stays the account's default under every other server name", () => {
    expect(chooseAuthorizer(endpoint(), naming(undefined), mqtt).name).toBe("second");
  });

  it("may be named if it is the endpoint's own, or the endpoint allows others", () => {
    const open = endpoint({ authorizerConfig: own("first", true) });

    expect(chooseAuthorizer(endpoint(), naming("first"), at).name).toBe("first");
    expect(chooseAuthorizer(open, naming("second"), at).name).toBe("second");
  });

  it.each([
    ["SECURE_MQTT", "MQTT_WSS"],
    ["MQTT_WSS", "HTTPS"],
    ["HTTPS", "SECURE_MQTT"],
  ] as const)("is there for %s and not for %s", (taken, refused) => {
    const account = endpoint({ applicationProtocol: taken });

    expect(chooseAuthorizer(account, naming(undefined), { ...at, protocol: taken }).name).toBe("first");
    expect(() => chooseAuthorizer(account, naming(undefined), { ...at, protocol: refused })).toThrow(
      `endpoint ${DOMAIN} accepts ${taken} only, not ${refused}`,
    );
  });

  it("is found for every protocol if the endpoint's is DEFAULT", () => {
    const account = endpoint({ authenticationType: "DEFAULT", applicationProtocol: "DEFAULT" });

    for (const protocol of ["SECURE_MQTT", "MQTT_WSS", "HTTPS"] as const) {
      expect(chooseAuthorizer(account, naming(undefined), { ...at, protocol }).name).toBe("first");
    }
  });

  it.each([
    ["the client names another", endpoint(), "second", "does not let clients name an authorizer other than first"],
    ["the endpoint is DISABLED", endpoint({ status: "DISABLED" }), undefined, `endpoint ${DOMAIN} is DISABLED`],
    ["it is INACTIVE", endpoint({ authorizerConfig: own("off") }), undefined, "authorizer off is INACTIVE"],
    ["the endpoint has none", endpoint({ authorizerConfig: {} }), undefined, "has no default"],
    [
      "the endpoint is for certificates",
      endpoint({ authenticationType: "AWS_X509" }),
      undefined,
      "accepts AWS_X509 only",
    ],
    [
      "the endpoint wants a certificate as well",
      endpoint({ authenticationType: "CUSTOM_AUTH_X509" }),
      undefined,
      "needs a client certificate as well as the authorizer (CUSTOM_AUTH_X509)",
    ],
  ])("is missing, and the login refused, if %s", (_, account, named, message) => {
    expect(() => chooseAuthorizer(account, naming(named), at)).toThrow(message);
  });
});
