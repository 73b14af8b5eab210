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
      // Somebody else's authorizer: its function need not exist for this.
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
    /** Watches the account during `action`: what the default was after every call, and whether it ever pointed at nothing. */
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

    it("is not taken from somebody else: apply fails, naming it and what to do", async () => {
      await iot(["set-default-authorizer", "--authorizer-name", "theirs"]);

      const { code, output } = await deploy("{ setAsDefault: true }");

      expect(code).toBe(1);
      expect(output).toContain("theirs");
      expect(output).toContain("takeOver");
      expect(sandbox.defaultAuthorizer()).toBe("theirs");
    });

    it("is taken over when that is asked for, and the plan stays clean although the old one is remembered", async () => {
      await deployWell("{ setAsDefault: true, takeOver: true }");

      expect(sandbox.defaultAuthorizer()).toBe("devices");
      await planIsClean();
    });

    it("moves to the new authorizer on a rename, with no moment without a default", async () => {
      const defaults = await defaultsDuring(() =>
        deployWell('{ name: "devices-2", setAsDefault: true, takeOver: true }'),
      );

      expect(defaults).toEqual(["devices", "devices-handover", "devices-2"]);
      expect(authorizers()).toEqual(["devices-2", "theirs"]);
      await planIsClean();
    });

    it("moves when signing is switched on and off, with no moment without a default", async () => {
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

    it("warns in the plan when told that somebody changed it, and sets it again when asked to", async () => {
      await iot(["set-default-authorizer", "--authorizer-name", "theirs"]);

      const { code, output } = await sandbox.terraform.plan(folder, "-var=observed_default_authorizer=theirs");
      expect(output).toContain("The default authorizer is no longer devices-2");
      expect(code).toBe(0);

      const repaired = await sandbox.terraform.apply(folder, "-replace=terraform_data.default_set[0]");
      expect(repaired.code).toBe(0);
      expect(sandbox.defaultAuthorizer()).toBe("devices-2");
    });

    it("is put back when the stack is destroyed", async () => {
      const defaults = await defaultsDuring(async () => expect((await sandbox.terraform.destroy(folder)).code).toBe(0));

      expect(defaults).toEqual(["devices-2", "theirs"]);
      expect(sandbox.defaultAuthorizer()).toBe("theirs");
      expect(authorizers()).toEqual(["theirs"]);
    });

    it("is left alone on destroy if somebody changed it since", async () => {
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
