import { chmodSync, mkdirSync, writeFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { type LocalIotCore, startLocalIotCore } from "../../local";
import { makeFullCheckout } from "../docs/blocks/full-checkout";
import { type Block, blocksIn, isCommandBlock, placeOf } from "../docs/blocks/markdown-blocks";
import { describeWith } from "../helpers/needs";
import { run } from "../helpers/run";
import { type Moto, startMoto } from "./helpers/moto";
import { makeTerraform, type Terraform } from "./helpers/terraform";

jest.setTimeout(300_000);

const REGION = "us-east-1";
const PASSWORD = "the password it has";

/** Returns the command blocks of a document that are marked "needs AWS", in order. */
const marked = (document: string): readonly Block[] =>
  blocksIn(document).filter((block) => isCommandBlock(block) && block.marker === "needs AWS");
const commandsOf = (document: string): readonly Block[] => blocksIn(document).filter(isCommandBlock);
const configurationOf = (document: string) => blocksIn(document).find(({ language }) => language === "ts")?.text ?? "";
/**
 * Script in place of `npx`. It runs Terraform instead of the CDKTF CLI, which asks before it changes anything and takes
 * a minute each time; `cdktf-cli.test.ts` tests the CLI. Terraform is attached to a running provider, as in all of
 * these tests. `iot-auth connect` gets the stand-in's endpoint, since the stand-in does not listen on AWS's port 443.
 */
const NPX = `case "$1" in
  iot-auth)
    shift
    [ "$1" != connect ] || set -- "$@" --endpoint "$ENDPOINT"
    exec node "$CLONE/cli/bin.mjs" "$@" ;;
  cdktf)
    cd "$CLONE"/cdktf.out/stacks/*
    [ -d .terraform ] || terraform init -input=false || exit 1
    case "$2" in
      diff) exec terraform plan ;;
      deploy) exec terraform apply -auto-approve ;;
      destroy) exec terraform destroy -auto-approve ;;
    esac ;;
  *) exit 99 ;;
esac`;

describeWith(
  ["terraform", "provider-mirror", "moto_server", "aws"],
  "The commands of the documents that need AWS, run against moto and the stand-in:",
  () => {
    const clone = makeFullCheckout();
    let moto: Moto;
    let core: LocalIotCore;
    let terraform: Terraform;
    let certificatesFolder: string;
    let env: NodeJS.ProcessEnv;

    beforeAll(async () => {
      moto = await startMoto();
      certificatesFolder = await mkdtemp(join(tmpdir(), "iot-auth-certificates-"));
      core = await startLocalIotCore({ certificatesFolder, region: REGION, controlPlane: { forwardTo: moto.url } });
      terraform = await makeTerraform(core.controlPlane.url, REGION);
      const bin = join(clone.folder, "bin");
      mkdirSync(bin);
      writeFileSync(join(bin, "npx"), `#!/bin/sh\n${NPX}\n`);
      chmodSync(join(bin, "npx"), 0o755);
      const stackFolder = join(clone.folder, "cdktf.out", "stacks", "cloudprnt");
      mkdirSync(stackFolder, { recursive: true });
      env = {
        ...(await terraform.attached(stackFolder)),
        PATH: [bin, process.env.PATH].join(delimiter),
        CLONE: clone.folder,
        IOT_AUTH_PASSWORD: PASSWORD,
        NODE_EXTRA_CA_CERTS: core.certificates.caFile,
        ENDPOINT: `localhost:${core.port}`,
        TF_CLI_ARGS: "-no-color",
        AWS_PAGER: "",
      };
    });
    afterAll(async () => {
      await terraform?.close();
      await core?.close();
      await moto?.stop();
      clone.remove();
      await rm(certificatesFolder, { recursive: true, force: true });
    });

    /** Pastes a whole block into a shell in the clone's folder. @returns what it prints */
    async function paste(block: Block | undefined): Promise<string> {
      if (block === undefined) throw new Error("there is no such block");
      const { code, output } = await run("sh", ["-ec", block.text], { cwd: clone.folder, env, timeout: 200_000 });
      expect([placeOf(block), code === 0 ? "" : output]).toEqual([placeOf(block), ""]);
      return output;
    }
    const configure = (document: string) =>
      writeFileSync(join(clone.folder, "iot-auth.config.ts"), configurationOf(document));
    const authorizers = () => [...core.controlPlane.store.region(REGION).authorizers.keys()];

    it("the first deployment of README.md deploys and destroys the stack", async () => {
      configure("README.md");
      const [block] = marked("README.md");
      const output = await paste(block);

      expect(output).toMatch(/Plan: \d+ to add, 0 to change, 0 to destroy/);
      expect(output).toMatch(/Destroy complete! Resources: \d+ destroyed/);
      expect(authorizers()).toEqual([]);
    });

    it("docs/from-manual-steps.md deploys, tests a login, and removes the authorizer that was made by hand", async () => {
      await rm(join(clone.folder, "users.json"), { force: true });
      configure("docs/from-manual-steps.md");
      const [users, explain, deploy, test, remove] = commandsOf("docs/from-manual-steps.md");
      await paste(users);
      await paste(explain);
      await paste(deploy);
      expect(await paste(test)).toContain("allowed: 00:11:62:aa:bb:cc, by cloudprnt in");

      await madeByHand();
      expect(authorizers()).toContain("OLD_AUTHORIZER");
      await paste(remove);
      expect(authorizers()).toEqual(["cloudprnt"]);
    });

    it("docs/plan-review.md reviews the plan of that stack with another user", async () => {
      const add = await run("npx", ["iot-auth", "users", "add", "kitchen", "--group", "printers"], {
        cwd: clone.folder,
        env,
      });
      expect(add.code).toBe(0);
      const synth = await run("npm", ["run", "synth"], { cwd: clone.folder, env });
      expect(synth.code).toBe(0);
      const [block] = marked("docs/plan-review.md");
      expect(await paste(block)).toContain("printers gains 1 user: kitchen");
    });

    it("docs/operations.md rotates a secret with two applies", async () => {
      const add = await run("npx", ["iot-auth", "users", "add", "printer-7", "--group", "printers"], {
        cwd: clone.folder,
        env,
      });
      expect(add.code).toBe(0);
      const block = marked("docs/operations.md").find(({ text }) => text.includes("users rotate"));
      const output = await paste(block);
      expect(output.match(/Apply complete!/g)).toHaveLength(2);
    });

    /** Makes what a user of the manual steps has in AWS: a role, a function and an authorizer. */
    async function madeByHand(): Promise<void> {
      const trust = '{"Version":"2012-10-17","Statement":[]}';
      const code = join(clone.folder, "cdktf.out/stacks/cloudprnt/assets/function_zip_F11B1A18/package/function.zip");
      const lines = [
        `aws iam create-role --role-name OLD_ROLE --assume-role-policy-document '${trust}'`,
        `aws lambda create-function --function-name OLD_FUNCTION --runtime nodejs22.x --handler index.handler --role arn:aws:iam::123456789012:role/OLD_ROLE --zip-file fileb://${code}`,
        `aws iot create-authorizer --authorizer-name OLD_AUTHORIZER --signing-disabled --status ACTIVE --authorizer-function-arn arn:aws:lambda:${REGION}:123456789012:function:OLD_FUNCTION`,
      ];
      const { code: exit, output } = await run("sh", ["-ec", lines.join("\n")], { env });
      expect(exit === 0 ? "" : output).toBe("");
    }
  },
);
