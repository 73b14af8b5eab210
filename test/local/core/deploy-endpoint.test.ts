import { RegionState } from "../../../local/control-plane/resources/control-plane-store";
import { type Deployment, deploy } from "../../../local/core/deployment";
import { Functions } from "../../../local/functions/functions";
import { FakeClock } from "../fake-clock";

describe("the endpoint of a deployment without Terraform", () => {
  const region = new RegionState("us-east-1", "123456789012", undefined);
  const load = (endpoint: Deployment["endpoint"]) =>
    deploy(
      {
        stackName: "printers",
        function: { zip: Buffer.from("zip"), handler: "index.handler" },
        authorizer: { name: "login", signingDisabled: true },
        ...(endpoint && { endpoint }),
      },
      region,
      new Functions(),
      new FakeClock(),
    );

  it("has the deployment's authorizer as its default", () => {
    load({ domainName: "iot.example.com", authenticationType: "CUSTOM_AUTH", applicationProtocol: "SECURE_MQTT" });

    expect(region.domainOf("iot.example.com")).toMatchObject({
      name: "printers",
      status: "ENABLED",
      domainType: "CUSTOMER_MANAGED",
      applicationProtocol: "SECURE_MQTT",
      authorizerConfig: { defaultAuthorizerName: "login", allowAuthorizerOverride: false },
    });
  });

  it("is replaced by the next deployment, with a name of the form that AWS generates", () => {
    load({ status: "DISABLED" });

    expect(region.domainOf("iot.example.com")).toBeUndefined();
    expect(region.domainConfiguration("printers")).toMatchObject({
      status: "DISABLED",
      domainType: "AWS_MANAGED",
      domainName: expect.stringMatching(/^d[a-z0-9]{20}-ats\.iot\.us-east-1\.amazonaws\.com$/),
    });
  });

  it("may not have a type without its protocol", () => {
    expect(() => load({ authenticationType: "CUSTOM_AUTH" })).toThrow("is not supported with authentication type");
  });

  it("is deleted by a deployment without endpoint", () => {
    load(undefined);
    expect(region.domainConfigurations.size).toBe(0);
  });
});
