/**
 * Returns a keyboard on which a test can press ctrl-C for a command that runs in the test's process. Call it before the
 * command starts: listeners that exist already belong to the test runner and to libraries, and would end the process.
 */
export function keyboard(): { pressCtrlC(): void } {
  const before = new Set<unknown>(process.listeners("SIGINT"));
  return {
    pressCtrlC() {
      const ours = process.listeners("SIGINT").filter((listener) => !before.has(listener));
      if (ours.length === 0) throw new Error("no command listens for ctrl-C");
      for (const listener of ours) listener("SIGINT");
    },
  };
}
