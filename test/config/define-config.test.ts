import { withoutAlpn } from "../../config";
import { resolveConfig } from "../../config/stages/resolve-config";

const stack = (endpoint: unknown) =>
  resolveConfig({
    name: "fleet",
    region: "eu-west-1",
    groups: { sensors: { clientIds: ["{username}"] } },
    endpoint,
  } as never);

describe("withoutAlpn()", () => {
  it("is an endpoint for MQTT and custom authentication, which its host name selects", () => {
    expect(stack(withoutAlpn())[0]?.settings.endpoint).toEqual({
      allowAuthorizerOverride: false,
      authenticationType: "CUSTOM_AUTH",
      applicationProtocol: "SECURE_MQTT",
      status: "ENABLED",
    });
  });

  it("accepts a custom domain, and refuses settings that contradict it", () => {
    const certificateArn = "arn:aws:acm:eu-west-1:123456789012:certificate/12345678-1234-1234-1234-123456789012";
    const own = withoutAlpn({ domain: "iot.example.com", certificateArn, status: "DISABLED" });
    expect(stack(own)[0]?.settings.endpoint).toMatchObject({ domain: "iot.example.com", status: "DISABLED" });
    expect(() => withoutAlpn({ applicationProtocol: "HTTPS" } as never)).toThrow(
      "`withoutAlpn.applicationProtocol` must be a known option",
    );
    expect(() => stack(withoutAlpn({ domain: "iot.example.com" }))).toThrow("endpoint.certificateArn");
  });
});
