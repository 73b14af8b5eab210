import { join, resolve } from "node:path";
import { interleave, measureCommand, median, report } from "./measure";

const ROUNDS = 5;

/** Measures the CPU time of starting the tool, compared with a Node.js process that does nothing. */
export function benchStart(): void {
  const repository = resolve(__dirname, "..");
  process.chdir(repository);
  const tool = (...args: readonly string[]) => measureCommand([process.execPath, join("cli", "bin.mjs"), ...args]);
  tool("--help");
  const results = interleave(ROUNDS, {
    "--help": () => tool("--help"),
    "users list": () => tool("users", "list"),
    nothing: () => measureCommand([process.execPath, "-e", ""]),
  });
  const cpu = (name: string) => median((results[name] ?? []).map(({ cpuMilliseconds }) => cpuMilliseconds));
  for (const name of ["--help", "users list"]) {
    const detail = `${cpu(name).toFixed(0)} against ${cpu("nothing").toFixed(0)} ms of CPU`;
    report(`iot-auth ${name} / node -e "": CPU`, cpu(name) / cpu("nothing"), "-", detail);
  }
}
