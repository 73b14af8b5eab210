import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { lock } from "proper-lockfile";
import { EXIT } from "../../../cli/exit-codes";
import { testProject } from "../helpers/project";
import { runCli } from "../helpers/run-cli";

jest.setTimeout(60_000);

it.each(["SIGINT", "SIGTERM"] as const)(
  "iot-auth local ends at %s although its first synthesis still waits for another process's",
  async (signal) => {
    const project = testProject();
    const folder = join(project.folder, ".iot-auth", "local");
    mkdirSync(folder, { recursive: true });
    const lockfilePath = join(folder, "fleet.lock");
    const release = await lock(join(folder, "fleet"), { realpath: false, lockfilePath });
    const before = process.listeners(signal);
    const listens = new Promise<void>((resolve) => {
      process.on("newListener", function told(name: unknown) {
        if (name !== signal) return;
        process.off("newListener", told);
        // The event comes before the listener is added.
        setImmediate(resolve);
      });
    });
    const running = runCli(["local", "--port", "0"], { cwd: project.folder });
    await listens;
    for (const listener of process.listeners(signal)) if (!before.includes(listener)) listener(signal);

    expect(await running).toMatchObject({ code: EXIT.interrupted, stderr: "error: The synthesis was interrupted.\n" });
    await release();
    project.remove();
  },
);
