import { App, TerraformStack, Testing } from "cdktf";
import { type EndpointSettings, endpointSchema } from "../../../config/schema/endpoint-schema";
import { Endpoint } from "../../../infra/constructs/endpoint";

/** Returns the synthesized domain configuration for these settings. */
function domainConfiguration(settings: Partial<EndpointSettings>): Record<string, unknown> {
  const stack = new TerraformStack(new App(), "stack");
  new Endpoint(stack, "endpoint", {
    stackName: "fleet-prod",
    settings: endpointSchema.parse(settings),
    authorizerName: "fleet-signed",
  });
  const { resource } = JSON.parse(Testing.synth(stack));
  return resource.aws_iot_domain_configuration.endpoint;
}

const CERTIFICATE = "arn:aws:acm:us-east-1:123456789012:certificate/5d1c";

describe("the endpoint", () => {
  it("has the stack's authorizer as its default, and no custom domain by default", () => {
    expect(domainConfiguration({})).toEqual({
      name: "fleet-prod",
      authentication_type: "DEFAULT",
      application_protocol: "DEFAULT",
      authorizer_config: { default_authorizer_name: "fleet-signed", allow_authorizer_override: false },
      status: "ENABLED",
      lifecycle: { prevent_destroy: true },
    });
  });

  it("has every setting of the configuration", () => {
    expect(
      domainConfiguration({
        domain: "iot.example.com",
        certificateArn: CERTIFICATE,
        validationCertificateArn: `${CERTIFICATE}-public`,
        allowAuthorizerOverride: true,
        authenticationType: "CUSTOM_AUTH",
        applicationProtocol: "SECURE_MQTT",
      }),
    ).toEqual({
      name: "fleet-prod",
      domain_name: "iot.example.com",
      server_certificate_arns: [CERTIFICATE],
      validation_certificate_arn: `${CERTIFICATE}-public`,
      authentication_type: "CUSTOM_AUTH",
      application_protocol: "SECURE_MQTT",
      authorizer_config: { default_authorizer_name: "fleet-signed", allow_authorizer_override: true },
      status: "ENABLED",
    });
  });

  it("can be destroyed and does not refer to the authorizer if it is DISABLED", () => {
    const disabled = domainConfiguration({ status: "DISABLED" });

    expect(disabled).toMatchObject({ status: "DISABLED" });
    expect(disabled).not.toHaveProperty("lifecycle");
    expect(disabled).not.toHaveProperty("authorizer_config");
  });
});
