import { describeWith } from "../../helpers/needs";
import { type Fault, faultChain } from "../helpers/fault-chain";
import { REGION, type Sandbox, startSandbox } from "../helpers/sandbox";

jest.setTimeout(600_000);

const STACK = "fleet";
const SETTINGS = `name: "${STACK}", region: "${REGION}", groups: { sensors: device() }, store: { type: "dynamodb" }`;

describeWith(
  ["terraform", "provider-mirror", "moto_server"],
  "An operation of DynamoDB that fails while a users table is made or removed",
  () => {
    let sandbox: Sandbox;
    let folder: string;

    beforeAll(async () => {
      sandbox = await startSandbox();
      const checkout = await sandbox.checkout(SETTINGS);
      await checkout.synth();
      folder = checkout.stackFolder(STACK);
    });
    afterAll(() => sandbox?.close());

    const ofDynamoDb = (operation: string): boolean => operation.startsWith("dynamodb:");
    const chain = (fault: Fault, run: "apply" | "destroy") =>
      faultChain(sandbox, fault, () => sandbox.terraform[run](folder), ofDynamoDb);

    it.each<Fault>(["error", "drop"])("does not keep apply and destroy from converging: %s", async (fault) => {
      const made = await chain(fault, "apply");
      expect(made.last.code === 0 ? "" : made.last.output).toBe("");
      expect(made.runs.flatMap(({ operations }) => operations)).toEqual(
        expect.arrayContaining(["dynamodb:CreateTable", "dynamodb:DescribeTable", "dynamodb:UpdateContinuousBackups"]),
      );
      expect((await sandbox.terraform.plan(folder)).output).toContain("No changes");

      const removed = await chain(fault, "destroy");
      expect(removed.last.code === 0 ? "" : removed.last.output).toBe("");
      expect(removed.runs.flatMap(({ operations }) => operations)).toContain("dynamodb:DeleteTable");
      expect((await sandbox.terraform.must(folder, "state", "list")).stdout).toBe("");
    });
  },
);
