import { generateKeyPairSync } from "node:crypto";
import { describeWith } from "../helpers/needs";
import { runAws } from "../helpers/shared/ask-shared-programs";
import type { Checkout } from "./helpers/checkout";
import { REGION, type Sandbox, startSandbox } from "./helpers/sandbox";

jest.setTimeout(300_000);

const GROUPS = "groups: { devices: device() }";
const settings = (authorizer: string): string =>
  `name: "devices", region: "${REGION}", authorizer: ${authorizer}, ${GROUPS}`;

describeWith(
  ["terraform", "provider-mirror", "moto_server", "aws"],
  "The default authorizer of an account that others share",
  () => {
    let sandbox: Sandbox;
    let checkout: Checkout;
    let folder: string;

    beforeAll(async () => {
      sandbox = await startSandbox();
      checkout = await sandbox.checkout(settings("{}"));
      await checkout.synth();
      folder = checkout.stackFolder("devices");
      // An authorizer that does not belong to the stack. Its function need not exist for this.
      const somebody = "arn:aws:lambda:eu-central-1:123456789012:function:somebody";
      await iot([
        "create-authorizer",
        "--authorizer-name",
        "theirs",
        "--authorizer-function-arn",
        somebody,
        "--signing-disabled",
        "--status",
        "ACTIVE",
      ]);
    });
    afterAll(() => sandbox?.close());

    const iot = async (args: string[]): Promise<void> => {
      const { code, output } = await runAws(["iot", ...args], sandbox.terraform.env);
      if (code !== 0) throw new Error(output);
    };
    const deploy = async (authorizer: string) => {
      await checkout.configure(settings(authorizer));
      await checkout.synth();
      return sandbox.terraform.apply(folder);
    };
    const deployWell = async (authorizer: string) => {
      const { code, output } = await deploy(authorizer);
      if (code !== 0) throw new Error(output);
      return output;
    };
    const planIsClean = async () => expect((await sandbox.terraform.plan(folder)).output).toContain("No changes");
    const authorizers = () => [...sandbox.controlPlane.store.region(REGION).authorizers.keys()].sort();
    /**
     * Returns the default authorizers that the account had before each call during `action`, without repetitions. A
     * call fails if the default then names an authorizer that does not exist.
     */
    const defaultsDuring = async (action: () => Promise<unknown>): Promise<(string | undefined)[]> => {
      const seen: (string | undefined)[] = [];
      const before = sandbox.intercept;
      sandbox.intercept = (call) => {
        const name = sandbox.defaultAuthorizer();
        if (name !== undefined && !authorizers().includes(name))
          throw new Error(`the default points at ${name}, which is gone`);
        seen.push(name);
        return before(call);
      };
      await action();
      sandbox.intercept = before;
      return [...new Set(seen)];
    };

    it("is left alone by a stack that does not ask for it", async () => {
      await deployWell("{}");
      expect(sandbox.defaultAuthorizer()).toBeUndefined();
    });

    it("is set when setAsDefault is turned on, and cleared when it is turned off again", async () => {
      await deployWell("{ setAsDefault: true }");
      expect(sandbox.defaultAuthorizer()).toBe("devices");
      await planIsClean();

      const output = await deployWell("{ setAsDefault: false }");
      expect(sandbox.defaultAuthorizer()).toBeUndefined();
      expect(output).toContain("Resources: 0 added, 0 changed, 3 destroyed");
      await planIsClean();
    });

    it("is not taken from another owner: apply fails, and names the authorizer and takeOver", async () => {
      await iot(["set-default-authorizer", "--authorizer-name", "theirs"]);

      const { code, output } = await deploy("{ setAsDefault: true }");

      expect(code).toBe(1);
      expect(output).toContain("theirs");
      expect(output).toContain("takeOver");
      expect(sandbox.defaultAuthorizer()).toBe("theirs");
    });

    it("is taken over with takeOver: true, and the next plan has no changes", async () => {
      await deployWell("{ setAsDefault: true, takeOver: true }");

      expect(sandbox.defaultAuthorizer()).toBe("devices");
      await planIsClean();
    });

    it("moves to the new authorizer at a rename, and is set at every moment", async () => {
      const defaults = await defaultsDuring(() =>
        deployWell('{ name: "devices-2", setAsDefault: true, takeOver: true }'),
      );

      expect(defaults).toEqual(["devices", "devices-handover", "devices-2"]);
      expect(authorizers()).toEqual(["devices-2", "theirs"]);
      await planIsClean();
    });

    it("moves to the new authorizer when signing is switched on and off, and is set at every moment", async () => {
      const { publicKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
      const pem = publicKey.export({ type: "spki", format: "pem" }).toString();
      const signing = `signing: { tokenKeyName: "token", publicKeys: { "key-1": ${JSON.stringify(pem)} } }`;

      const on = await defaultsDuring(() =>
        deployWell(`{ name: "devices-2", setAsDefault: true, takeOver: true, ${signing} }`),
      );
      expect(on).toEqual(["devices-2", "devices-handover", "devices-2-signed"]);
      await planIsClean();

      const off = await defaultsDuring(() => deployWell('{ name: "devices-2", setAsDefault: true, takeOver: true }'));
      expect(off).toEqual(["devices-2-signed", "devices-handover", "devices-2"]);
      expect(authorizers()).toEqual(["devices-2", "theirs"]);
      await planIsClean();
    });

    it("gets a warning in the plan if it was changed, and is set again by apply -replace", async () => {
      await iot(["set-default-authorizer", "--authorizer-name", "theirs"]);

      const { code, output } = await sandbox.terraform.plan(folder, "-var=observed_default_authorizer=theirs");
      expect(output).toContain("The default authorizer is no longer devices-2");
      expect(code).toBe(0);

      const repaired = await sandbox.terraform.apply(folder, "-replace=terraform_data.default_set[0]");
      expect(repaired.code).toBe(0);
      expect(sandbox.defaultAuthorizer()).toBe("devices-2");
    });

    it("is the previous authorizer again when the stack is destroyed", async () => {
      const defaults = await defaultsDuring(async () => expect((await sandbox.terraform.destroy(folder)).code).toBe(0));

      expect(defaults).toEqual(["devices-2", "theirs"]);
      expect(sandbox.defaultAuthorizer()).toBe("theirs");
      expect(authorizers()).toEqual(["theirs"]);
    });

    it("is left alone by destroy if it was changed since the last apply", async () => {
      await deployWell("{ setAsDefault: true, takeOver: true }");
      const function_ = "arn:aws:lambda:eu-central-1:123456789012:function:third";
      await iot([
        "create-authorizer",
        "--authorizer-name",
        "third",
        "--authorizer-function-arn",
        function_,
        "--signing-disabled",
        "--status",
        "ACTIVE",
      ]);
      await iot(["set-default-authorizer", "--authorizer-name", "third"]);

      const { code } = await sandbox.terraform.destroy(folder);

      expect(code).toBe(0);
      expect(sandbox.defaultAuthorizer()).toBe("third");
      expect(authorizers()).toEqual(["theirs", "third"]);
    });
  },
);
