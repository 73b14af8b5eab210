/** The stand-in of the soak test, in a process of its own. Ends when its parent does. */
import { allowing, startWithHandler } from "./custom-function";

const QUIET = allowing().replace(/console\.log\(.*\);/, "");

void startWithHandler(QUIET, { onEvent: () => {} }).then(({ core, close }) => {
  process.send?.({ port: core.port, caFile: core.certificates.caFile });
  process.once("disconnect", async () => {
    await close();
    process.exit();
  });
  process.once("SIGTERM", async () => {
    await close();
    process.exit();
  });
});
