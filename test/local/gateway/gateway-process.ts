/** A gateway in a process of its own. Says how much memory and how many sockets it has left whenever it is asked. */
import { openTestGateway } from "./test-gateway";

const openSockets = () => process.getActiveResourcesInfo().filter((name) => name === "TCPSocketWrap").length;
const collectGarbage = () => (globalThis as { gc?: () => void }).gc?.();

void openTestGateway().then((gateway) => {
  process.on("message", async (message) => {
    if (message === "close") {
      await gateway.close();
      process.disconnect();
      return;
    }
    // A socket that stays open for ever ends the test by its time.
    while (openSockets() > 0) await new Promise((resolve) => setTimeout(resolve, 20));
    for (let round = 0; round < 3; round++) {
      await new Promise(setImmediate);
      collectGarbage();
    }
    const { heapUsed, external } = process.memoryUsage();
    process.send?.({
      bytes: heapUsed + external,
      sockets: openSockets(),
      connections: gateway.broker.connectionCount,
    });
  });
  process.send?.({ port: gateway.port, ca: gateway.ca });
});
