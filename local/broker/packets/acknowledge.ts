import type { Connection } from "../connection";
import { ProtocolViolation } from "../protocol-violation";
import { ReasonCode } from "../reason-codes";

/**
 * Lets a publisher go on: at once, or when the slow subscribers of its message have caught up. QoS 1 publishers are slowed down by a
 * later PUBACK, so the broker still reads what they acknowledge themselves; QoS 0 publishers by not being read from.
 */
export function acknowledge(
  publisher: Connection,
  publish: { readonly qos: 0 | 1 | 2; readonly packetId: number },
  congested: readonly Connection[],
): void {
  const { qos, packetId } = publish;
  if (congested.length === 0) {
    if (qos === 1) publisher.sendPuback(packetId);
    return;
  }
  let waiting = congested.length;
  const done = qos === 1 ? postponePuback(publisher, packetId) : postponeReading(publisher);
  for (const subscriber of congested) {
    subscriber.whenCaughtUp(() => {
      waiting--;
      if (waiting === 0) done();
    });
  }
}

function postponeReading(publisher: Connection): () => void {
  publisher.hold();
  return () => publisher.release();
}

/**
 * MQTT 5 clients were told how many messages may be unacknowledged, and are disconnected if they send more (MQTT 5, 3.3.4). MQTT 3.1.1
 * clients were not: the broker reads no further, as AWS accepts no further message until it has sent a PUBACK.
 */
function postponePuback(publisher: Connection, packetId: number): () => void {
  const { inboundUnacknowledged } = publisher.core.limits;
  publisher.unacknowledged++;
  const full = publisher.unacknowledged > inboundUnacknowledged;
  if (full && publisher.protocolVersion === 5) {
    throw new ProtocolViolation(
      ReasonCode.RECEIVE_MAXIMUM_EXCEEDED,
      `more than ${inboundUnacknowledged} unacknowledged messages`,
    );
  }
  if (full) publisher.hold();
  return () => {
    publisher.unacknowledged--;
    publisher.sendPuback(packetId);
    if (full) publisher.release();
  };
}
