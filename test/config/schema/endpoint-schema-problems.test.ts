import { complaintsAbout } from "../complaints";

const about = (endpoint: unknown): string[] => complaintsAbout({ endpoint });
const CERTIFICATE = "arn:aws:acm:us-east-1:123456789012:certificate/5d1c";

describe("the settings of an endpoint together", () => {
  it("must have a certificate with a domain", () => {
    expect(about({ domain: "iot.example.com" })).toEqual([
      "`endpoint.certificateArn` must be given together with endpoint.domain, got: nothing. Request a certificate for the domain in ACM, or leave endpoint.domain out for a name that AWS gives.",
    ]);
  });

  it("must have a domain with a certificate", () => {
    expect(about({ certificateArn: CERTIFICATE, validationCertificateArn: CERTIFICATE })).toEqual([
      `\`endpoint.certificateArn\` must go together with endpoint.domain, got: "${CERTIFICATE}". Set the domain as well; a domain that AWS assigns has AWS's certificate.`,
      `\`endpoint.validationCertificateArn\` must go together with endpoint.domain, got: "${CERTIFICATE}". Set the domain as well; a domain that AWS assigns has AWS's certificate.`,
    ]);
  });

  it("must have certificates of the stack's Region", () => {
    const certificateArn = CERTIFICATE.replace("us-east-1", "eu-west-1");
    expect(about({ domain: "iot.example.com", certificateArn })).toEqual([
      `\`endpoint.certificateArn\` must be a certificate in us-east-1, the stack's Region, got: "${certificateArn}". AWS IoT Core accepts certificates of its own Region only; request one there.`,
    ]);
  });

  it.each(["SECURE_MQTT", "MQTT_WSS", "HTTPS"])("may be CUSTOM_AUTH with %s, and not DEFAULT with it", (protocol) => {
    expect(about({ authenticationType: "CUSTOM_AUTH", applicationProtocol: protocol })).toEqual([]);
    expect(about({ applicationProtocol: protocol })).toEqual([
      `\`endpoint.applicationProtocol\` must go together with authenticationType "CUSTOM_AUTH", got: "${protocol}". Set endpoint.authenticationType to "CUSTOM_AUTH", or leave applicationProtocol out.`,
    ]);
  });

  it("must name one protocol with CUSTOM_AUTH", () => {
    expect(about({ authenticationType: "CUSTOM_AUTH" })).toEqual([
      '`endpoint.applicationProtocol` must be one of "SECURE_MQTT", "MQTT_WSS", "HTTPS" with authenticationType "CUSTOM_AUTH", got: "DEFAULT". AWS allows one protocol on such an endpoint; leave authenticationType out to have all of them.',
    ]);
  });
});
