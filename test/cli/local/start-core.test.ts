import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startCore } from "../../../cli/local/start-core";
import type { Project } from "../../../cli/project";

describe("a stand-in that cannot start names the command's option", () => {
  const folder = mkdtempSync(join(tmpdir(), "iot-auth-start-"));
  afterAll(() => rmSync(folder, { recursive: true }));
  const start = (host: string, configFolder = folder) => {
    const project = { configFolder, stack: () => ({ settings: {} }) } as unknown as Project;
    return startCore(project, { host, port: 0, timeScale: 1 }, "us-east-1", { onEvent: () => {} });
  };

  it("for the address", async () => {
    await expect(start("http://printers.example")).rejects.toThrow(
      "`--host` must be a host name or an IP address, got: http://printers.example. Leave out scheme and port.",
    );
  });

  it("for the folder of certificates", async () => {
    writeFileSync(join(folder, "file"), "");
    await expect(start("127.0.0.1", join(folder, "file"))).rejects.toThrow(
      /^`\.iot-auth\/certificates` must be a folder this process can read and write, got: .*ENOTDIR/,
    );
  });
});
