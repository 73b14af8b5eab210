import { reviewOf, warningsOf } from "../a-plan";

const AUTHORIZER = { name: "fleet", status: "ACTIVE", signing_disabled: true };
const config = (name: string, override = false) => ({
  authorizer_config: [{ default_authorizer_name: name, allow_authorizer_override: override }],
});
const endpoint = (more: object = {}) => ({
  domain_name: "iot.example.com",
  domain_type: "CUSTOMER_MANAGED",
  status: "ENABLED",
  authentication_type: "DEFAULT",
  application_protocol: "DEFAULT",
  ...config("fleet"),
  ...more,
});
const review = (before: object | null, after: object) =>
  reviewOf({
    "aws_iot_authorizer.authorizer": [AUTHORIZER, AUTHORIZER],
    "aws_iot_domain_configuration.endpoint": [before, after],
  });
const only = (code: string, before: object | null, after: object) => {
  const found = review(before, after);
  return [found.access, warningsOf(found)[code]];
};

describe("endpointSettingsWarnings: the authorizer", () => {
  const changed = (before: object | null, after: object) => only("endpoint-authorizer-changed", before, after);

  it("warns of another authorizer than the stack's, whose users can log in", () => {
    expect(changed(endpoint(), endpoint(config("theirs")))).toEqual([
      "widens",
      "From now on, theirs decides about clients of the endpoint that name no authorizer (not this stack's, before: fleet): only its users can log in.",
    ]);
    expect(changed(null, endpoint(config("theirs")))[1]).toContain(
      "theirs decides about clients of the endpoint that name no authorizer (not this stack's):",
    );
    const disabled = endpoint({ status: "DISABLED", authorizer_config: [] });
    expect(changed(disabled, endpoint(config("theirs")))[1]).toContain("(not this stack's)");
    expect(changed(disabled, endpoint())[1]).toBeUndefined();
  });

  it("warns if the stack's own authorizer replaces another or none", () => {
    expect(changed(endpoint(config("theirs")), endpoint())).toEqual([
      "widens",
      expect.stringContaining("(before: theirs)"),
    ]);
    expect(changed(endpoint({ authorizer_config: [] }), endpoint())).toEqual([
      "widens",
      expect.stringContaining("(before: none)"),
    ]);
  });

  it("warns of an enabled endpoint without an authorizer, but not of a disabled one", () => {
    expect(changed(endpoint(), endpoint({ authorizer_config: [] }))).toEqual([
      "narrows",
      "The endpoint has no default authorizer any more (before: fleet): clients that name none are refused.",
    ]);
    expect(changed(endpoint(), endpoint({ status: "DISABLED", authorizer_config: [] }))[1]).toBeUndefined();
  });
});

describe("endpointSettingsWarnings: naming another authorizer", () => {
  it("warns if clients may name another authorizer, also of a new endpoint", () => {
    const expected = [
      "widens",
      "Clients of the endpoint may name any other ACTIVE authorizer of the account from now on, which then decides about them.",
    ];
    const allowing = endpoint(config("fleet", true));
    expect(only("endpoint-override-allowed", endpoint(), allowing)).toEqual(expected);
    expect(only("endpoint-override-allowed", null, allowing)).toEqual(expected);
    expect(warningsOf(review(allowing, allowing))).toEqual({});
  });

  it("warns if clients may no longer name another authorizer", () => {
    const found = review(endpoint(config("fleet", true)), endpoint());
    expect(Object.keys(warningsOf(found))).toEqual(["endpoint-override-forbidden"]);
    expect(found.access).toBe("narrows");
  });
});

describe("endpointSettingsWarnings: how clients log in", () => {
  const login = (authentication_type: string, application_protocol: string) =>
    endpoint({ authentication_type, application_protocol });
  const changed = (before: object, after: object) => only("endpoint-protocol-changed", before, after);

  it.each([
    [
      "fixing it to the authorizer and one protocol narrows",
      login("DEFAULT", "DEFAULT"),
      login("CUSTOM_AUTH", "SECURE_MQTT"),
      "narrows",
      "The endpoint accepts SECURE_MQTT with authentication CUSTOM_AUTH from now on (before: DEFAULT with authentication DEFAULT). Clients that connect in another way are refused.",
    ],
    [
      "letting in identities of the account widens",
      login("CUSTOM_AUTH", "SECURE_MQTT"),
      login("DEFAULT", "DEFAULT"),
      "widens",
      "The endpoint accepts DEFAULT with authentication DEFAULT from now on (before: SECURE_MQTT with authentication CUSTOM_AUTH). Clients with a certificate or IAM credentials of the account may use it too.",
    ],
    [
      "another protocol for the same users narrows",
      login("CUSTOM_AUTH", "SECURE_MQTT"),
      login("CUSTOM_AUTH", "HTTPS"),
      "narrows",
      "The endpoint accepts HTTPS with authentication CUSTOM_AUTH from now on (before: SECURE_MQTT with authentication CUSTOM_AUTH). Clients that connect in another way are refused.",
    ],
    [
      "certificates in the authorizer's place widen",
      login("CUSTOM_AUTH", "SECURE_MQTT"),
      login("AWS_X509", "SECURE_MQTT"),
      "widens",
      "The endpoint accepts SECURE_MQTT with authentication AWS_X509 from now on (before: SECURE_MQTT with authentication CUSTOM_AUTH). Clients that connect in another way are refused. Clients with a certificate or IAM credentials of the account may use it too.",
    ],
  ])("%s", (_, before, after, access, sentence) => {
    expect(changed(before, after)).toEqual([access, sentence]);
  });
});
