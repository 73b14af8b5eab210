import type { IConnectPacket } from "mqtt-packet";
import { testBroker } from "./test-broker";

/** What becomes of a CONNECT: the code of the CONNACK, or "closed" without one. */
export async function refusal(options: Partial<IConnectPacket>, broker = testBroker()): Promise<number | "closed"> {
  const client = broker.open();
  client.sendConnect(options);
  const answer = await client.next("connack").catch(() => undefined);
  await client.expectClosed();
  return answer?.reasonCode ?? answer?.returnCode ?? "closed";
}
