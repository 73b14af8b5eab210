/** The stand-in of the soak test, in its own process. It ends with its parent. */
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
