import { generate, type Packet, type Parser, parser } from "mqtt-packet";
import { ProtocolViolation } from "../protocol-violation";
import { ReasonCode } from "../reason-codes";

interface Outcome {
  packet?: Packet;
  error?: Error;
}

/** A CONNECT of nobody. */
const NOBODY = generate({ cmd: "connect", protocolVersion: 4, clientId: "", clean: true });

/** A parser that is given one whole packet at a time, so one serves all connections of a version. */
class WholePacketParser {
  private parser: Parser | undefined;
  private outcome: Outcome = {};

  constructor(private readonly version: 4 | 5) {}

  parse(bytes: Buffer): Packet {
    const outcome: Outcome = {};
    this.outcome = outcome;
    try {
      this.parser ??= this.create();
      this.parser.parse(bytes);
    } catch (cause) {
      outcome.error ??= cause as Error;
    }
    this.outcome = {};
    if (outcome.packet && !outcome.error) return outcome.packet;
    this.parser = undefined;
    throw new ProtocolViolation(ReasonCode.MALFORMED_PACKET, outcome.error?.message ?? "malformed packet");
  }

  /** Lets go of the last CONNECT, which mqtt-packet keeps with its password: it gets another to keep. */
  forget(): void {
    this.parser?.parse(NOBODY);
    this.outcome = {};
  }

  private create(): Parser {
    const created = parser({ protocolVersion: this.version });
    created.on("packet", (packet) => {
      this.outcome.packet = packet;
    });
    created.on("error", (error) => {
      this.outcome.error = error;
    });
    return created;
  }
}

const CONNECTS = new WholePacketParser(4);
const PARSERS = { 4: new WholePacketParser(4), 5: new WholePacketParser(5) };

/**
 * Reads one packet, fixed header included, with mqtt-packet.
 * @throws ProtocolViolation 0x81 if it is malformed
 */
export function parsePacket(bytes: Buffer, version: 4 | 5): Packet {
  return PARSERS[version].parse(bytes);
}

/**
 * Reads a CONNECT, which says itself which version it is. Nothing of it is kept.
 * @throws ProtocolViolation 0x81 if it is malformed
 */
export function parseConnect(bytes: Buffer): Packet {
  try {
    return CONNECTS.parse(bytes);
  } finally {
    CONNECTS.forget();
  }
}

/** Writes one packet with mqtt-packet. */
export function generatePacket(packet: Packet, version: 4 | 5): Buffer {
  return generate(packet, { protocolVersion: version });
}
