import type { ReviewStack } from "../helpers/review-stack";
import { REGION } from "../helpers/sandbox";
import { testUser } from "../helpers/users";

const STACK = "cloudprnt";
/** Returns a stack's settings. @param printers Rules that replace those of `cloudPrnt.printer()` */
function settings(printers = ""): string {
  return `name: "${STACK}", region: "${REGION}", groups: { printers: { ...cloudPrnt.printer(), ${printers} }, servers: cloudPrnt.server() }`;
}

/**
 * Declares tests of reviews of users and rules: users are added, move or get other secrets; rules change.
 * @param get Returns the shared stack
 */
export function testAccess(get: () => ReviewStack): void {
  describe("The review of who may do what", () => {
    const printer = testUser("00:11:62:aa:bb:cc", "printers");
    const kitchen = testUser("kitchen", "printers");
    let stack: ReviewStack;

    beforeAll(async () => {
      stack = get();
      await stack.checkout.writeUsers([printer.entry, kitchen.entry]);
      await stack.deploy(settings());
    });
    beforeEach(async () => {
      await stack.checkout.configure(settings());
      await stack.checkout.writeUsers([printer.entry, kitchen.entry]);
    });

    it("names a user who is added", async () => {
      await stack.checkout.writeUsers([printer.entry, kitchen.entry, testUser("bar", "printers").entry]);
      await stack.planQuickly();

      expect(await stack.review()).toEqual({
        code: 1,
        text: `cloudprnt: access widens

Resources: 1 to change, 1 to replace.

Who gains or loses access:
  - printers gains 1 user: bar

Resources:
  - change aws_lambda_function.authorizer
  - replace terraform_data.access_map
`,
      });
    });

    it("says what a user who moves to another group gains and loses", async () => {
      await stack.checkout.writeUsers([printer.entry, { ...kitchen.entry, group: "servers" }]);
      await stack.planQuickly();

      expect(await stack.review()).toEqual({
        code: 1,
        text: `cloudprnt: access widens

Resources: 1 to change, 1 to replace.

Warnings:
  - Users of servers can reach topics or client ids of other users, by rules without their own name: publish to star/cloudprnt/to-device/#, subscribe to star/cloudprnt/to-server/#.

Who gains or loses access:
  - kitchen moves from printers to servers: may now connect as {username}~*, publish to star/cloudprnt/to-device/#, subscribe to star/cloudprnt/to-server/#; may no longer publish to star/cloudprnt/to-server/{username}/#, subscribe to star/cloudprnt/to-device/{username}/#

Resources:
  - change aws_lambda_function.authorizer
  - replace terraform_data.access_map
`,
      });
    });

    it("names a user whose secret changes, and does not say that access widens", async () => {
      await stack.checkout.writeUsers([printer.entry, testUser("kitchen", "printers").entry]);
      await stack.planQuickly();

      expect(await stack.review()).toEqual({
        code: 0,
        text: `cloudprnt: access stays as it is

Resources: 1 to change, 1 to replace.

Warnings:
  - The secrets of 1 user change: kitchen. They can log in with the new secrets.

Resources:
  - change aws_lambda_function.authorizer
  - replace terraform_data.access_map
`,
      });
    });

    it("says which rule is widened", async () => {
      expect(
        await stack.reviewOf(settings('publish: ["star/cloudprnt/to-server/#"], refreshAfterSeconds: 3600')),
      ).toEqual({
        code: 1,
        text: `cloudprnt: access widens

Resources: 1 to change, 1 to replace.

Warnings:
  - Users of printers can reach topics or client ids of other users, by rules without their own name: publish to star/cloudprnt/to-server/#.

What groups may do:
  - printers may now publish to star/cloudprnt/to-server/# (before only star/cloudprnt/to-server/{username}/#)
  - Changes reach connected users of printers within 1 h (before: 15 min)

Resources:
  - change aws_lambda_function.authorizer
  - replace terraform_data.access_map
`,
      });
    });

    it("says which rule is narrowed", async () => {
      expect(await stack.reviewOf(settings('subscribe: ["star/cloudprnt/to-device/{username}/print-job"]'))).toEqual({
        code: 0,
        text: `cloudprnt: access narrows

Resources: 1 to change, 1 to replace.

What groups may do:
  - printers may no longer subscribe to star/cloudprnt/to-device/{username}/# (still star/cloudprnt/to-device/{username}/print-job)

Resources:
  - change aws_lambda_function.authorizer
  - replace terraform_data.access_map
`,
      });
    });

    it("a plan in which one of 200 users moves has at most 50 lines, with the user and the rules of both groups", async () => {
      const fleet = Array.from(
        { length: 199 },
        (_, i) => testUser(`printer-${i}`, i < 150 ? "printers" : "servers").entry,
      );
      await stack.checkout.writeUsers([...fleet, kitchen.entry]);
      await stack.deploy(settings());
      await stack.checkout.writeUsers([...fleet, { ...kitchen.entry, group: "servers" }]);
      await stack.planQuickly();

      const { stdout } = await stack.sandbox.terraform.must(stack.folder, "show", "-no-color", "tfplan");
      const lines = stdout.trim().split("\n");
      expect(lines.length).toBeLessThanOrEqual(50);
      const words = lines.map((line) => line.trim().replace(/ +/g, " "));
      expect(words.filter((line) => line.includes("kitchen"))).toEqual([
        expect.stringMatching(/^~ kitchen = "printers \(secrets ([0-9a-f]{20})\)" -> "servers \(secrets \1\)"$/),
      ]);
      expect(words).toEqual(
        expect.arrayContaining([
          'publish = "star/cloudprnt/to-server/{username}/#"',
          'publish = "star/cloudprnt/to-device/#"',
          'clientIds = "{username} + {username}~*"',
          expect.stringMatching(/^~ users = "151 users, digest \w+" -> "150 users, digest \w+"$/),
          expect.stringMatching(/^~ users = "49 users, digest \w+" -> "50 users, digest \w+"$/),
        ]),
      );
      expect(words.filter((line) => line.includes("printer-"))).toEqual([]);
    });
  });
}
