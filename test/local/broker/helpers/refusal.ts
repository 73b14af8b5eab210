import type { IConnectPacket } from "mqtt-packet";
import { testBroker } from "./test-broker";

/** Sends a CONNECT. @returns the code of the CONNACK, or "closed" if there was none */
export async function refusal(options: Partial<IConnectPacket>, broker = testBroker()): Promise<number | "closed"> {
  const client = broker.open();
  client.sendConnect(options);
  const answer = await client.next("connack").catch(() => undefined);
  await client.expectClosed();
  return answer?.reasonCode ?? answer?.returnCode ?? "closed";
}
