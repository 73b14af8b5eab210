import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, openSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { hashGeneratedSecret } from "../../identity/users";
import { PASSWORD, PRINTER } from "../../test/clients/users";
import { pause } from "./flows";
import { end, endWithThis } from "./processes";

/** Where the live log goes: a pipe that is read, a file, or a terminal that is read (by `script` of util-linux). */
export type LogOutput = "pipe" | "file" | "terminal";

/** A running `iot-auth local`. */
interface RunningCommand {
  readonly port: number;
  readonly caFile: string;
  readonly pid: number;
  stop(): Promise<void>;
}

/** Maximum time until the command serves, milliseconds. */
const STARTING = 60_000;

/**
 * Compiles and starts `iot-auth local`, with the benchmark's configuration and user, on a free port.
 * @param repository the checkout whose command is started
 * @param folder folder for the configuration, the users file and the log; it is created
 * @throws Error if the command does not serve in time
 */
export async function startCommand(repository: string, folder: string, output: LogOutput): Promise<RunningCommand> {
  execFileSync(process.execPath, [join("scripts", "compile-tool.mjs")], { cwd: repository });
  configure(repository, folder);
  const command = [process.execPath, join(repository, "cli", "bin.mjs"), "local", "--port", "0"];
  const { child, text } = spawnWith(command, folder, output);
  endWithThis(child);
  const until = performance.now() + STARTING;
  let found: RegExpExecArray | null = null;
  while (found === null) {
    if (child.exitCode !== null || performance.now() > until)
      throw new Error(`iot-auth local does not serve:\n${text()}`);
    await pause(50);
    found = /localhost:(\d+)[\s\S]*?CA certificate +(\S+)\s/.exec(text());
  }
  const pid = output === "terminal" ? childOf(child) : (child.pid ?? 0);
  const stop = async (): Promise<void> => {
    if (output !== "terminal") return end(child);
    const ended = once(child, "exit");
    process.kill(pid);
    await ended;
  };
  return { port: Number(found[1]), caFile: resolve(folder, found[2] ?? ""), pid, stop };
}

function configure(repository: string, folder: string): void {
  mkdirSync(folder, { recursive: true });
  const user = { name: PRINTER, group: "things", secrets: [hashGeneratedSecret(PASSWORD)] };
  writeFileSync(join(folder, "users.json"), JSON.stringify({ users: [user] }));
  writeFileSync(
    join(folder, "iot-auth.config.ts"),
    `import { defineConfig } from ${JSON.stringify(join(repository, "infra"))};
export default defineConfig({
  name: "bench",
  region: "us-east-1",
  authorizer: { setAsDefault: true },
  groups: {
    things: {
      clientIds: ["{username}", "{username}-*"],
      publish: ["telemetry/{username}/#", "telemetry/{username}"],
      subscribe: ["telemetry/#", "commands/{username}/#"],
    },
  },
});
`,
  );
}

/** Starts a command. `text` returns the beginning of its output. */
function spawnWith(command: readonly string[], cwd: string, output: LogOutput) {
  const file = join(cwd, "log.txt");
  const [program = "", ...args] =
    output === "terminal"
      ? ["script", "-qefc", `exec ${command.map((word) => `'${word}'`).join(" ")}`, "/dev/null"]
      : command;
  const child = spawn(program, args, {
    cwd,
    stdio: ["ignore", output === "file" ? openSync(file, "w") : "pipe", "inherit"],
  });
  let printed = "";
  child.stdout?.setEncoding("utf8").on("data", (chunk: string) => {
    if (printed.length < 10_000) printed += chunk;
  });
  return { child, text: () => (output === "file" ? readFileSync(file, "utf8").slice(0, 10_000) : printed) };
}

/** Returns the id of the process that `script` runs. Linux only. */
function childOf({ pid }: ChildProcess): number {
  return Number(readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8").split(" ")[0]);
}
