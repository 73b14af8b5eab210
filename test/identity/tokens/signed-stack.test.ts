import { mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { synthesize } from "../../../infra/synthesis/synthesize";
import { keyPair } from "./key-pair";
import { newFolder } from "./repository";

const PROJECT = join(__dirname, "../../..");
const { publicKey } = keyPair();
let folder: string;
beforeEach(() => {
  folder = newFolder();
  mkdirSync(join(folder, "keys"));
  writeFileSync(join(folder, "keys/key-1.public.pem"), publicKey.pem);
  writeFileSync(join(folder, "users.json"), JSON.stringify({ users: [{ name: "dev1", group: "things" }] }));
});
afterEach(() => rmSync(folder, { recursive: true }));

it("writes the text of a public key, named by its path in the configuration, into the Terraform code", async () => {
  // The project's sources, with a cache and an output folder of the test's own.
  for (const name of ["lambda", "aws", "config", "identity", "infra", "package-lock.json", "node_modules"])
    symlinkSync(join(PROJECT, name), join(folder, name));
  const signing = { tokenKeyName: "token", publicKeys: { "key-1": "keys/key-1.public.pem" } };
  const config = {
    name: "fleet",
    region: "us-east-1",
    authorizer: { signing },
    groups: { things: { clientIds: ["{username}"] } },
  };
  const [stack] = await synthesize(config, { projectFolder: folder, outdir: join(folder, "out") });
  const code = JSON.parse(readFileSync(join(stack?.folder ?? "", "cdk.tf.json"), "utf8"));
  expect(Object.values(code.resource.aws_iot_authorizer)).toEqual([
    expect.objectContaining({
      name: "fleet-signed",
      signing_disabled: false,
      token_key_name: "token",
      token_signing_public_keys: { "key-1": publicKey.pem },
    }),
  ]);
});
