import type { ReviewStack } from "../helpers/review-stack";
import { REGION } from "../helpers/sandbox";

const STACK = "cloudprnt";
const CERTIFICATE = `arn:aws:acm:${REGION}:123456789012:certificate/12345678-1234-1234-1234-123456789012`;
/** Returns a stack's settings, with an endpoint or without. */
const settings = (endpoint?: string) =>
  `name: "${STACK}", region: "${REGION}", groups: { devices: device() }${endpoint ? `, endpoint: { ${endpoint} }` : ""}`;

/**
 * Declares tests of reviews of the endpoint. They have to be the last of a stack, since AWS deletes an endpoint only
 * after it was DISABLED for 7 days.
 * @param get Returns the shared stack
 */
export function testEndpoint(get: () => ReviewStack): void {
  describe("The review of a change of the endpoint", () => {
    let stack: ReviewStack;
    /** Returns the host name that AWS generated. */
    const host = () => stack.sandbox.controlPlane.store.region(REGION).domainConfigurations.get(STACK)?.domainName;

    beforeAll(async () => {
      stack = get();
      await stack.checkout.writeUsers([]);
      await stack.deploy(settings());
    });

    it("warns of a new endpoint, that its clients may name any authorizer, and that it can be deleted only after 7 days", async () => {
      expect(await stack.reviewOf(settings("allowAuthorizerOverride: true"))).toEqual({
        code: 1,
        text: `cloudprnt: access widens

Resources: 1 to add, 1 to change.

Warnings:
  - A new endpoint under a host name that AWS gives is another way in: clients that use it need not name the authorizer. AWS gives this domain, and deletes it only after 7 days of being DISABLED.
  - Clients of the endpoint may name any other ACTIVE authorizer of the account from now on, which then decides about them.

Resources:
  - add aws_iot_domain_configuration.endpoint
  - change terraform_data.deployed_protection
`,
      });
      await stack.apply();
    });

    it("says which clients are refused if the endpoint accepts only one protocol and one authorizer", async () => {
      const fixed = 'authenticationType: "CUSTOM_AUTH", applicationProtocol: "SECURE_MQTT"';
      expect(await stack.reviewOf(settings(fixed))).toEqual({
        code: 0,
        text: `cloudprnt: access narrows

Resources: 1 to change.

Warnings:
  - Clients of the endpoint may no longer name another authorizer.
  - The endpoint accepts SECURE_MQTT with authentication CUSTOM_AUTH from now on (before: DEFAULT with authentication DEFAULT). Clients that connect in another way are refused.

Resources:
  - change aws_iot_domain_configuration.endpoint
`,
      });
    });

    it("warns if the endpoint is disabled", async () => {
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

    it("warns if a DISABLED endpoint gets another host name, and that AWS deletes the old one only after 7 days", async () => {
      const custom = `domain: "iot.example.com", certificateArn: "${CERTIFICATE}", allowAuthorizerOverride: true`;
      expect(await stack.reviewOf(settings(custom))).toEqual({
        code: 1,
        text: `cloudprnt: access widens

Resources: 1 to replace.

Warnings:
  - The endpoint ${host()} is destroyed and created again as iot.example.com: clients that use the old host name can no longer log in, and the new one is another way in. AWS gave this domain, and deletes it only after 7 days of being DISABLED: before that the apply stops halfway.
  - Clients of the endpoint may name any other ACTIVE authorizer of the account from now on, which then decides about them.
  - The endpoint shows another certificate from now on: ${CERTIFICATE} (before: none). Clients must trust its CA.

Resources:
  - replace aws_iot_domain_configuration.endpoint
`,
      });
    });

    it("warns if a DISABLED endpoint is removed, and that AWS deletes it only after 7 days", async () => {
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
