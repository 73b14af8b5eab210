import { describeWith } from "../../helpers/needs";
import { type Fault, faultChain } from "../helpers/fault-chain";
import { REGION, type Sandbox, startSandbox } from "../helpers/sandbox";
import { sideBySide } from "../helpers/side-by-side";

jest.setTimeout(600_000);

const STACK = "fleet";
const SETTINGS = `name: "${STACK}", region: "${REGION}", groups: { sensors: device() }, store: { type: "dynamodb" }`;

describeWith(
  ["terraform", "provider-mirror", "moto_server"],
  "An operation of DynamoDB that fails while a users table is made or removed",
  () => {
    const FAULTS = ["error", "drop"] as const;
    /** One account for each kind of fault. */
    let sandboxes: readonly Sandbox[] = [];

    beforeAll(async () => {
      sandboxes = await Promise.all(FAULTS.map(() => startSandbox()));
    });
    afterAll(() => Promise.all(sandboxes.map((sandbox) => sandbox.close())));

    const ofDynamoDb = (operation: string): boolean => operation.startsWith("dynamodb:");
    const convergesWith = async (sandbox: Sandbox, fault: Fault): Promise<void> => {
      const checkout = await sandbox.checkout(SETTINGS);
      await checkout.synth();
      const folder = checkout.stackFolder(STACK);
      const chain = (command: "apply" | "destroy") =>
        faultChain(sandbox, fault, () => sandbox.terraform[command](folder), ofDynamoDb);

      const made = await chain("apply");
      expect(made.last.code === 0 ? "" : made.last.output).toBe("");
      expect(made.runs.flatMap(({ operations }) => operations)).toEqual(
        expect.arrayContaining(["dynamodb:CreateTable", "dynamodb:DescribeTable", "dynamodb:UpdateContinuousBackups"]),
      );
      expect((await sandbox.terraform.plan(folder)).output).toContain("No changes");

      const removed = await chain("destroy");
      expect(removed.last.code === 0 ? "" : removed.last.output).toBe("");
      expect(removed.runs.flatMap(({ operations }) => operations)).toContain("dynamodb:DeleteTable");
      expect((await sandbox.terraform.must(folder, "state", "list")).stdout).toBe("");
    };

    sideBySide(
      ...FAULTS.map((fault, at) => ({
        [`lets apply and destroy succeed when they are repeated: ${fault}`]: () =>
          convergesWith(sandboxes[at] as Sandbox, fault),
      })),
    );
  },
);
