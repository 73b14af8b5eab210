/**
 * A gateway in its own process. At each message it waits until its sockets are closed, and sends how much memory and
 * how many connections it has.
 */
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
    // If a socket is never closed, the test ends by its timeout.
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
