import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { awsSettings } from "../../../cli/aws/aws-settings";
import { EXIT } from "../../../cli/exit-codes";
import type { ResolvedStack } from "../../../config/schema/config-schema";

type Settings = ResolvedStack["settings"];

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "aws-settings-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/**
 * Returns the settings in an environment. It is set in `process.env`, since the SDK reads the process's environment.
 */
async function settingsFor(settings: Partial<Settings>, env: Record<string, string>) {
  const saved = { ...process.env };
  Object.assign(process.env, env);
  try {
    return await awsSettings({ settings: { region: "eu-central-1", ...settings } as Settings }, { env });
  } finally {
    process.env = saved;
  }
}

const KEYS = { AWS_ACCESS_KEY_ID: "FROM-ENVIRONMENT", AWS_SECRET_ACCESS_KEY: "not-one" };

test("takes the shell's keys for a stack that names no profile", async () => {
  const settings = await settingsFor({}, KEYS);
  expect(settings).toMatchObject({ region: "eu-central-1", maxAttempts: 3 });
  expect(settings.credentials.accessKeyId).toBe("FROM-ENVIRONMENT");
  expect(settings).not.toHaveProperty("profile");
});

test("names iot-auth, and not the step that Terraform runs, in the error about missing credentials", async () => {
  const files = { AWS_SHARED_CREDENTIALS_FILE: join(folder, "none"), AWS_CONFIG_FILE: join(folder, "none") };
  await expect(settingsFor({ profile: "missing" }, { ...KEYS, ...files })).rejects.toMatchObject({
    exitCode: EXIT.aws,
    message:
      "AWS credentials must be found, got: Could not resolve credentials using profile: [missing] in configuration/credentials file(s). " +
      "Give iot-auth what Terraform itself uses: environment variables, a profile (`aws sso login` if it has expired) or a role.",
  });
});

test("says which variable is wrong, before any credentials are looked for", async () => {
  const bundle = join(folder, "missing.pem");
  await expect(settingsFor({}, { ...KEYS, AWS_CA_BUNDLE: bundle })).rejects.toMatchObject({
    message: `\`AWS_CA_BUNDLE\` must name a readable file, got: "${bundle}" (ENOENT). Correct or unset it.`,
  });
});
