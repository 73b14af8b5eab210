import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readInput } from "../../../cli/import/read-input";
import { readSecretsFile } from "../../../cli/import/secrets-file";
import type { Io } from "../../../cli/io";

describe("a named pipe without a writer is refused instead of being waited for", () => {
  const folder = mkdtempSync(join(tmpdir(), "iot-auth-import-"));
  beforeAll(() => execFileSync("mkfifo", [join(folder, "fifo")]));
  afterAll(() => rmSync(folder, { recursive: true }));

  it("in place of a file to import", async () => {
    await expect(readInput("fifo", { cwd: folder } as Io)).rejects.toThrow(
      '`FILE` must be a file that can be read, got: "fifo" (a pipe). Check its path.',
    );
  });

  it("in place of the secrets file of an interrupted import", async () => {
    await expect(readSecretsFile(join(folder, "fifo"))).rejects.toThrow(
      `\`--secrets-out\` must name a file that can be read, got: "${join(folder, "fifo")}" (a pipe). Choose another name.`,
    );
  });
});
