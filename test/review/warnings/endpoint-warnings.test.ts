import { type BeforeAfter, reviewOf, warningsOf } from "../a-plan";

const ENDPOINT = "aws_iot_domain_configuration.endpoint";
const AUTHORIZER = { name: "fleet", status: "ACTIVE", signing_disabled: true };
const managed = (more: object = {}) => ({
  domain_name: "d1.iot.eu-west-1.amazonaws.com",
  domain_type: "AWS_MANAGED",
  server_certificate_arns: [],
  status: "ENABLED",
  authentication_type: "CUSTOM_AUTH",
  application_protocol: "SECURE_MQTT",
  authorizer_config: [{ default_authorizer_name: "fleet", allow_authorizer_override: false }],
  ...more,
});
const custom = (more: object = {}) =>
  managed({
    domain_name: "iot.example.com",
    domain_type: "CUSTOMER_MANAGED",
    server_certificate_arns: ["arn:aws:acm:eu-west-1:123456789012:certificate/1"],
    ...more,
  });
/** Values of an endpoint in a plan that makes it. */
const unmade = { domain_name: undefined, domain_type: undefined, server_certificate_arns: null };
const review = (change: BeforeAfter, authorizer: BeforeAfter = [AUTHORIZER, AUTHORIZER]) =>
  reviewOf({ "aws_iot_authorizer.authorizer": authorizer, [ENDPOINT]: change });

describe("endpointWarnings", () => {
  it("counts a new endpoint as widening if there was an authorizer before, but not on the first deployment", () => {
    expect(review([null, custom()]).access).toBe("widens");
    expect(review([null, custom()], [null, AUTHORIZER]).access).toBe("unchanged");
    expect(warningsOf(review([null, custom()]))).toEqual({
      "endpoint-added":
        "A new endpoint iot.example.com is another way in: clients that use it need not name the authorizer.",
    });
  });

  it("says how long AWS keeps a new AWS-managed endpoint", () => {
    expect(warningsOf(review([null, managed(unmade)]))["endpoint-added"]).toBe(
      "A new endpoint under a host name that AWS gives is another way in: clients that use it need not name the authorizer. AWS gives this domain, and deletes it only after 7 days of being DISABLED.",
    );
  });

  it("warns of an endpoint that is disabled, and of one that is enabled again", () => {
    const disabled = custom({ status: "DISABLED", authorizer_config: [] });
    const off = review([custom(), disabled]);
    expect(warningsOf(off)).toEqual({
      "endpoint-disabled":
        "The endpoint iot.example.com is DISABLED from now on: clients that use its host name are refused.",
    });
    expect(off.access).toBe("narrows");
    const on = review([disabled, custom()]);
    expect(Object.keys(warningsOf(on))).toEqual(["endpoint-enabled"]);
    expect(on.access).toBe("widens");
  });

  it("says who loses access with a destroyed endpoint, and that AWS delays deleting an AWS-managed one", () => {
    const gone = (before: object) => {
      const found = review([before, null]);
      return [found.access, warningsOf(found)["endpoint-removed"]];
    };
    expect(gone(custom())).toEqual([
      "narrows",
      "The endpoint iot.example.com is destroyed: clients that use its host name can no longer log in.",
    ]);
    expect(gone(managed())).toEqual([
      "narrows",
      expect.stringMatching(/only after 7 days of being DISABLED: the apply will stop halfway\. Disable it first\.$/),
    ]);
    expect(gone(managed({ status: "DISABLED" }))).toEqual([
      "unchanged",
      expect.stringMatching(
        /: it was DISABLED before\. AWS gave .* 7 days of being DISABLED: before that the apply stops halfway\.$/,
      ),
    ]);
  });

  it("warns of another host name as narrowing and widening", () => {
    const other = review([custom(), custom({ domain_name: "mqtt.example.com" }), "replace"]);
    expect(warningsOf(other)["endpoint-replaced"]).toBe(
      "The endpoint iot.example.com is destroyed and created again as mqtt.example.com: clients that use the old host name can no longer log in, and the new one is another way in.",
    );
    expect(other.access).toBe("widens");
    const unnamed = review([managed(), managed(unmade), "replace"]);
    expect(warningsOf(unnamed)["endpoint-replaced"]).toMatch(
      /created again under a host name that AWS gives: .* the apply will stop halfway\. Disable it first\.$/,
    );
  });

  it("warns of the time without the endpoint while it is replaced with the same host name", () => {
    const found = review([custom(), custom({ server_certificate_arns: ["arn:other"] }), "replace"]);
    expect(warningsOf(found)["endpoint-replaced"]).toBe(
      "The endpoint iot.example.com is destroyed and created again: clients that use it cannot log in until AWS serves it again, which may take an hour.",
    );
    expect(found.access).toBe("narrows");
  });

  it("does not warn of an endpoint that stays or is only forgotten, which has its own warning", () => {
    expect(warningsOf(review([managed(), managed()]))).toEqual({});
    expect(Object.keys(warningsOf(review([managed(), null, "forget"])))).toEqual(["forgotten"]);
  });
});
