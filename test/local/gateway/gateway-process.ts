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
    for (let tries = 0; tries < 100 && openSockets() > 0; tries++) {
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    collectGarbage();
    await new Promise(setImmediate);
    collectGarbage();
    const { heapUsed, external } = process.memoryUsage();
    process.send?.({
      bytes: heapUsed + external,
      sockets: openSockets(),
      connections: gateway.broker.connectionCount,
    });
  });
  process.send?.({ port: gateway.port, ca: gateway.ca });
});
