import { randomUUID } from "node:crypto";
import { type AddressInfo, createServer } from "node:net";
import { Broker, type ConnectionPolicy } from "../../local/broker";
import { bindPolicy, parsePolicy } from "../../local/policy";

/**
 * Runs the stand-in's broker in its own process, on plain TCP, with a policy that is checked for every packet. Prints
 * its port, prints its memory for each line of its standard input, and exits when that ends.
 */
const account = { partition: "aws", region: "us-east-1", accountId: "123456789012" };
const arn = (resource: string) => `arn:aws:iot:us-east-1:123456789012:${resource}`;
const document = {
  Version: "2012-10-17",
  Statement: [
    { Effect: "Allow", Action: ["iot:Connect"], Resource: [arn("client/*")] },
    {
      Effect: "Allow",
      Action: ["iot:Publish", "iot:Receive"],
      Resource: [arn("topic/bench/*"), arn("topic/devices/*")],
    },
    {
      Effect: "Allow",
      Action: ["iot:Subscribe"],
      Resource: [arn("topicfilter/bench/*"), arn("topicfilter/devices/*")],
    },
    { Effect: "Deny", Action: ["iot:Publish"], Resource: [arn("topic/bench/secret/*")] },
  ],
};
const compiled = parsePolicy([document]);

function policyFor(clientId: string): ConnectionPolicy {
  const { publish, subscribe, receive, connect } = bindPolicy(compiled, { account, clientId });
  return {
    publish,
    subscribe,
    receive,
    connect: (request) => connect(request.clientId, { persistent: request.persistent }),
  };
}

const broker = new Broker({ authenticate: async ({ clientId }) => ({ ok: true, policy: policyFor(clientId) }) });
const server = createServer({ noDelay: true }, (socket) =>
  broker.accept(socket, { id: randomUUID(), transport: "mqtt" }),
);
server.listen(0, "127.0.0.1", () => console.log((server.address() as AddressInfo).port));

process.stdin.on("data", () => {
  globalThis.gc?.();
  const { rss, heapUsed } = process.memoryUsage();
  console.log(JSON.stringify({ rss, heapUsed, connections: broker.connectionCount }));
});
process.stdin.on("end", () => process.exit(0));
