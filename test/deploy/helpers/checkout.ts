import { cp, mkdir, mkdtemp, realpath, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { READY_MADE } from "../../helpers/ready-made";
import { synthesizeProject } from "../../helpers/shared/ask-shared-programs";

const REPOSITORY = resolve(__dirname, "../../..");
/** Files and folders that a synthesis reads. */
const SOURCES = [
  "aws",
  "config",
  "identity",
  "infra",
  "lambda",
  "main.ts",
  "cdktf.json",
  "package.json",
  "package-lock.json",
  "tsconfig.json",
];

/** A copy of the project in a temporary folder, with its own configuration and users. */
export interface Checkout {
  readonly folder: string;
  /** Replaces the configuration; `settings` is the text inside `defineConfig({ … })`. */
  configure(settings: string): Promise<void>;
  writeUsers(users: readonly object[]): Promise<void>;
  /** Does what `npm run synth` does, in a process that tests share. */
  synth(): Promise<void>;
  /** Folder of a stack, in which `terraform` runs. */
  stackFolder(stackName: string): string;
  remove(): Promise<void>;
}

/**
 * Makes a checkout. Dependencies are linked, and sources are copied. All checkouts of a run of jest share the cache of
 * builds.
 */
export async function makeCheckout(settings: string, users: readonly object[] = []): Promise<Checkout> {
  const folder = await realpath(await mkdtemp(join(tmpdir(), "iot-auth-checkout-")));
  await Promise.all(SOURCES.map((name) => cp(join(REPOSITORY, name), join(folder, name), { recursive: true })));
  await symlink(join(REPOSITORY, "node_modules"), join(folder, "node_modules"), "dir");
  const builds = join(process.env[READY_MADE] ?? "", "builds");
  await Promise.all([builds, join(folder, ".iot-auth")].map((place) => mkdir(place, { recursive: true })));
  await symlink(builds, join(folder, ".iot-auth", "cache"), "dir");
  const checkout: Checkout = {
    folder,
    async configure(text) {
      await writeFile(
        join(folder, "iot-auth.config.ts"),
        `import { cloudPrnt, defineConfig, device, mqtt5Sample } from "./config";\nexport default defineConfig({ ${text} });\nvoid [cloudPrnt, device, mqtt5Sample];\n`,
      );
    },
    async writeUsers(list) {
      await writeFile(join(folder, "users.json"), JSON.stringify({ users: list }, null, 2));
    },
    async synth() {
      const { code, output } = await synthesizeProject(folder);
      if (code !== 0) throw new Error(`synthesis failed:\n${output}`);
    },
    stackFolder: (stackName) => join(folder, "cdktf.out", "stacks", stackName),
    remove: () => rm(folder, { recursive: true, force: true }),
  };
  await checkout.configure(settings);
  await checkout.writeUsers(users);
  return checkout;
}
