import type { ReviewStack } from "../helpers/review-stack";
import { REGION } from "../helpers/sandbox";

const STACK = "cloudprnt";
const CERTIFICATE = `arn:aws:acm:${REGION}:123456789012:certificate/12345678-1234-1234-1234-123456789012`;
/** A stack's settings with an endpoint of choice, or none. */
const settings = (endpoint?: string) =>
  `name: "${STACK}", region: "${REGION}", groups: { devices: device() }${endpoint ? `, endpoint: { ${endpoint} }` : ""}`;

/** Reviews of the endpoint. AWS deletes no endpoint before it was DISABLED for 7 days, so that no other review can come after these. @param get The stack that they share */
export function testEndpoint(get: () => ReviewStack): void {
  describe("The review of a change of the endpoint", () => {
    let stack: ReviewStack;
    /** Host name that AWS gave. */
    const host = () => stack.sandbox.controlPlane.store.region(REGION).domainConfigurations.get(STACK)?.domainName;

    beforeAll(async () => {
      stack = get();
      await stack.checkout.writeUsers([]);
      await stack.deploy(settings());
    });

    it("warns of a new endpoint, whose clients may name any authorizer, and which is not easily got rid of", async () => {
      expect(await stack.reviewOf(settings("allowAuthorizerOverride: true"))).toEqual({
        code: 1,
        text: `cloudprnt: access widens

Resources: 1 to add, 1 to change.

Warnings:
  - A new endpoint under a host name that AWS gives is another way in: clients that use it need not name the authorizer. AWS gives this domain, and deletes it only after 7 days of being DISABLED.
  - Clients of the endpoint may name any other ACTIVE authorizer of the account from now on, and are then decided by that one.

Resources:
  - add aws_iot_domain_configuration.endpoint
  - change terraform_data.deployed_protection
`,
      });
      await stack.apply();
    });

    it("says who is refused once the endpoint takes one protocol and one authorizer only", async () => {
      const fixed = 'authenticationType: "CUSTOM_AUTH", applicationProtocol: "SECURE_MQTT"';
      expect(await stack.reviewOf(settings(fixed))).toEqual({
        code: 0,
        text: `cloudprnt: access narrows

Resources: 1 to change.

Warnings:
  - Clients of the endpoint may no longer name another authorizer.
  - The endpoint takes SECURE_MQTT with authentication CUSTOM_AUTH from now on (before: DEFAULT with authentication DEFAULT). Clients that connect in another way are refused.

Resources:
  - change aws_iot_domain_configuration.endpoint
`,
      });
    });

    it("warns of an endpoint that is disabled", async () => {
      expect(await stack.reviewOf(settings('allowAuthorizerOverride: true, status: "DISABLED"'))).toEqual({
        code: 0,
        text: `cloudprnt: access narrows

Resources: 2 to change.

Warnings:
  - The endpoint ${host()} is DISABLED from now on: clients that use its host name are refused.

Resources:
  - change aws_iot_domain_configuration.endpoint
  - change terraform_data.deployed_protection
`,
      });
      await stack.apply();
    });

    it("warns of another host name than that of a DISABLED endpoint, and that AWS will not delete the old one yet", async () => {
      const custom = `domain: "iot.example.com", certificateArn: "${CERTIFICATE}", allowAuthorizerOverride: true`;
      expect(await stack.reviewOf(settings(custom))).toEqual({
        code: 1,
        text: `cloudprnt: access widens

Resources: 1 to replace.

Warnings:
  - The endpoint ${host()} is destroyed and created again as iot.example.com: clients that use the old host name can no longer log in, and the new one is another way in. AWS gave this domain, and deletes it only after 7 days of being DISABLED: before that the apply stops halfway.
  - Clients of the endpoint may name any other ACTIVE authorizer of the account from now on, and are then decided by that one.
  - The endpoint shows another certificate from now on: ${CERTIFICATE} (before: none). Clients must trust who issued it.

Resources:
  - replace aws_iot_domain_configuration.endpoint
`,
      });
    });

    it("warns of a DISABLED endpoint that goes, and that AWS will not delete it yet", async () => {
      expect(await stack.reviewOf(settings())).toEqual({
        code: 0,
        text: `cloudprnt: access stays as it is

Resources: 1 to destroy.

Warnings:
  - The endpoint ${host()} is destroyed: it was DISABLED before. AWS gave this domain, and deletes it only after 7 days of being DISABLED: before that the apply stops halfway.

Resources:
  - destroy aws_iot_domain_configuration.endpoint
`,
      });
    });
  });
}
