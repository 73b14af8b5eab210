import { resolveConfig } from "../../../config/stages/resolve-config";
import { complaintsAbout, MINIMAL } from "../complaints";

const about = (endpoint: unknown): string[] => complaintsAbout({ endpoint });
const CERTIFICATE = "arn:aws:acm:us-east-1:123456789012:certificate/5d1c";

describe("endpoint", () => {
  it("is absent by default", () => {
    const [stack] = resolveConfig(MINIMAL);
    expect(stack?.settings.endpoint).toBeUndefined();
  });

  it("has by default a name that AWS assigns, every protocol, and no authorizer override", () => {
    const [stack] = resolveConfig({ ...MINIMAL, endpoint: {} });
    expect(stack?.settings.endpoint).toEqual({
      allowAuthorizerOverride: false,
      authenticationType: "DEFAULT",
      applicationProtocol: "DEFAULT",
      status: "ENABLED",
    });
  });

  it("may have a domain with its certificates", () => {
    const certificates = { certificateArn: CERTIFICATE, validationCertificateArn: CERTIFICATE };
    expect(about({ domain: "iot.example.com", ...certificates })).toEqual([]);
  });

  it("must be an object", () => {
    expect(about("iot.example.com")).toEqual([
      '`endpoint` must be an object of endpoint settings, got: "iot.example.com". Write {} for a domain that AWS names, or { domain, certificateArn } for one of yours.',
    ]);
  });

  it.each(["IoT.example.com", "localhost", "iot.example.com.", "https://iot.example.com", "-a.example.com", ""])(
    "must have a domain that is a host name, and not %j",
    (domain) => {
      expect(about({ domain, certificateArn: CERTIFICATE })).toEqual([
        `\`endpoint.domain\` must be a host name in lower case, got: ${JSON.stringify(domain)}. Write it like "iot.example.com".`,
      ]);
    },
  );

  it("must have settings of the right kind", () => {
    const wrong = { allowAuthorizerOverride: "no", authenticationType: "AWS_X509", status: "OFF" };
    expect(about({ domain: "a.example.com", certificateArn: "5d1c", ...wrong })).toEqual([
      '`endpoint.certificateArn` must be the ARN of an ACM certificate, got: "5d1c". Write it like arn:aws:acm:us-east-1:123456789012:certificate/12345678-1234-1234-1234-123456789012.',
      '`endpoint.allowAuthorizerOverride` must be true or false, got: "no". true lets clients name another authorizer.',
      '`endpoint.authenticationType` must be one of "CUSTOM_AUTH", "DEFAULT", got: "AWS_X509". DEFAULT decides by port and ALPN.',
      '`endpoint.status` must be one of "ENABLED", "DISABLED", got: "OFF". DISABLED refuses every client.',
    ]);
  });

  it("suggests the nearest setting", () => {
    expect(about({ domian: "iot.example.com" }).join()).toContain("domain");
  });
});
