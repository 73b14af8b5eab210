import { generateKeyPairSync } from "node:crypto";
import type { ReviewStack } from "../helpers/review-stack";
import { REGION } from "../helpers/sandbox";
import { testUser } from "../helpers/users";

const STACK = "cloudprnt";
const { publicKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
const PEM = publicKey.export({ type: "spki", format: "pem" }).toString();
const SIGNING = `signing: { tokenKeyName: "token", publicKeys: { "key-1": ${JSON.stringify(PEM)} } }`;
const DEFAULT = "setAsDefault: true, takeOver: true";

function settings(authorizer: string): string {
  return `name: "${STACK}", region: "${REGION}", authorizer: { ${authorizer} }, groups: { printers: cloudPrnt.printer(), servers: cloudPrnt.server() }`;
}

/**
 * Declares tests of reviews of signing and of the default authorizer. They destroy the stack.
 * @param get Returns the shared stack
 */
export function testAuthorizer(get: () => ReviewStack): void {
  describe("The review of a change of the authorizer", () => {
    const printer = testUser("00:11:62:aa:bb:cc", "printers");
    const kitchen = testUser("kitchen", "printers");
    let stack: ReviewStack;

    beforeAll(async () => {
      stack = get();
      await stack.checkout.writeUsers([printer.entry, kitchen.entry]);
      await stack.deploy(settings(SIGNING));
    });

    it("warns if signing is switched off", async () => {
      expect(await stack.reviewOf(settings(""))).toEqual({
        code: 1,
        text: `cloudprnt: access widens

Resources: 2 to change, 2 to replace.

Warnings:
  - The authorizer is called cloudprnt from now on (before: cloudprnt-signed): clients that name the old one are refused.
  - Signing is switched off: a password alone is enough to log in again, and AWS IoT Core checks no token any more.
  - The function's package changes although its code, users, secrets and groups stay: settings of the handler, such as metrics, or an apply before this one ended halfway.

Resources:
  - change aws_lambda_function.authorizer
  - change terraform_data.authorizer_identity
  - replace aws_iot_authorizer.authorizer
  - replace aws_lambda_permission.invoke
`,
      });
    });

    it("warns of a default authorizer that is taken over, with --markdown", async () => {
      await stack.checkout.configure(settings(`${SIGNING}, ${DEFAULT}`));
      await stack.planQuickly("-var=observed_default_authorizer=theirs");

      expect((await stack.run("--markdown")).stdout).toBe(`<!-- iot-auth review: cloudprnt -->
## \`cloudprnt\`: access widens

Resources: 3 to add.

### Warnings

- The default authorizer of the account and Region is taken over, regardless of who set it (now \`theirs\`): devices of others that name no authorizer will have to log in here.
- Checks of the stack fail: \`check.default_authorizer\`. They test, for example, which authorizer is the default; the log of terraform plan contains their messages.

<details>
<summary>Resources</summary>

- add \`terraform_data.default_guard[0]\`
- add \`terraform_data.default_release[0]\`
- add \`terraform_data.default_set[0]\`

</details>
`);
      await stack.apply();
    });

    it("warns that the default is taken over again if switching signing off changes the authorizer's name", async () => {
      const { code, text } = await stack.reviewOf(settings(DEFAULT));
      expect([code, text]).toEqual([1, expect.stringContaining("is taken over, regardless of who set it")]);
      expect(text).toContain("is called cloudprnt from now on (before: cloudprnt-signed)");
    });

    it("warns if the default authorizer is given up", async () => {
      expect(await stack.reviewOf(settings(SIGNING))).toEqual({
        code: 0,
        text: `cloudprnt: access narrows

Resources: 3 to destroy.

Warnings:
  - This stack's authorizer is no longer the default: the default that it took over is restored if it still exists; otherwise, clients that name no authorizer can no longer log in.

Resources:
  - destroy terraform_data.default_guard[0]
  - destroy terraform_data.default_release[0]
  - destroy terraform_data.default_set[0]
`,
      });
    });

    it("warns at -destroy that everything is destroyed, and names the users who lose access", async () => {
      await stack.planQuickly("-destroy");

      expect(await stack.review()).toEqual({
        code: 0,
        text: `cloudprnt: access narrows

Resources: 13 to destroy.

Warnings:
  - Everything is destroyed, the decision log included: no user can log in any more.
  - This stack's authorizer is no longer the default: the default that it took over is restored if it still exists; otherwise, clients that name no authorizer can no longer log in.

Who gains or loses access:
  - printers loses 2 users: 00:11:62:aa:bb:cc, kitchen

What groups may do:
  - Group printers is removed: it could connect as {username}, publish to star/cloudprnt/to-server/{username}/#, subscribe to star/cloudprnt/to-device/{username}/#
  - Group servers is removed: it could connect as {username}, {username}~*, publish to star/cloudprnt/to-device/#, subscribe to star/cloudprnt/to-server/#

Resources:
  - destroy aws_cloudwatch_log_group.authorizer
  - destroy aws_iam_role.authorizer
  - destroy aws_iam_role_policy.write_decision_log
  - destroy aws_iot_authorizer.authorizer
  - destroy aws_lambda_function.authorizer
  - destroy aws_lambda_permission.invoke
  - destroy terraform_data.access_map
  - destroy terraform_data.authorizer_identity
  - destroy terraform_data.default_guard[0]
  - destroy terraform_data.default_release[0]
  - destroy terraform_data.default_set[0]
  - destroy terraform_data.deployed_in
  - destroy terraform_data.deployed_protection
`,
      });
      await stack.apply();
      expect(stack.sandbox.defaultAuthorizer()).toBeUndefined();
    });
  });
}
