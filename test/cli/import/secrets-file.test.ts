import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { checkSecretsFile } from "../../../cli/import/secrets-file";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "iot-auth-secrets-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

const git = (...args: string[]) => execFileSync("git", ["-C", folder, ...args], { stdio: "ignore" });

describe("a file for generated secrets", () => {
  it("may be anywhere outside of a repository", async () => {
    await expect(checkSecretsFile(join(folder, "secrets.csv"))).resolves.toBeUndefined();
    await expect(checkSecretsFile(join(folder, "nowhere", "secrets.csv"))).resolves.toBeUndefined();
  });

  it("is refused in a repository unless git ignores it, as private keys are", async () => {
    git("init", "--quiet");
    mkdirSync(join(folder, "deep"));
    const path = join(folder, "deep", "secrets.csv");
    await expect(checkSecretsFile(path)).rejects.toMatchObject({
      exitCode: 2,
      message: `\`--secrets-out\` must name a file that git ignores, got: ${JSON.stringify(path)}. Choose a place outside of the repository, or write a line for it into .gitignore: secrets.csv`,
    });
    writeFileSync(join(folder, ".gitignore"), "secrets.csv\n");
    await expect(checkSecretsFile(path)).resolves.toBeUndefined();
  });

  it("is refused in a repository that git cannot read", async () => {
    mkdirSync(join(folder, ".git"));
    await expect(checkSecretsFile(join(folder, "secrets.csv"))).rejects.toThrow("that git could not be asked about");
  });

  it("is refused if it exists", async () => {
    writeFileSync(join(folder, "secrets.csv"), "mine");
    await expect(checkSecretsFile(join(folder, "secrets.csv"))).rejects.toThrow("does not exist yet");
  });
});
