import { ReasonCode } from "../reason-codes";
import type { PacketReader } from "../wire/packet-reader";
import { decodeDisconnect, decodePuback } from "../wire/reason-decoders";
import { ProtocolViolation, violation } from "../wire/rules";
import { decodeSubscribe, decodeUnsubscribe } from "../wire/subscribe-decoder";
import { handleConnect, type JoiningClient } from "./connect-packet";
import { handleDisconnect } from "./disconnect-packet";
import { handlePublish, type Publisher } from "./publish-packet";
import { handleSubscribe, type SubscribingClient } from "./subscribe-packet";
import { handleUnsubscribe } from "./unsubscribe-packet";

/** A connection that can handle every type of packet. */
export type PacketConnection = JoiningClient &
  Publisher &
  SubscribingClient & {
    /** Handles the client's acknowledgement of a QoS 1 message. */
    acknowledged(packetId: number): void;
  };

const CONNECT = 1;
const PUBLISH = 3;
/** The answer to a PINGREQ (MQTT 5, 3.12). */
const PINGRESP = Buffer.of(0xd0, 0);

/** Decodes a packet, checks all of it against {@link RULES}, and only then executes it. */
type Handler = (connection: PacketConnection, data: Buffer, body: number, end: number) => void;

/** A type of packet (MQTT 5, 2.1.2). */
interface PacketType {
  /** The low four bits of the first byte, which are reserved in all packets except PUBLISH (MQTT 5, 2.1.3). */
  readonly flags: number;
  readonly handle: Handler;
}

/** Refuses a type of packet that only servers send. */
function fromServers(name: string): PacketType {
  const handle: Handler = ({ protocolVersion }) => {
    throw violation("direction", protocolVersion, { what: name });
  };
  return { flags: 0, handle };
}

/**
 * Refuses packets of QoS 2 and of enhanced authentication, which AWS does not support.
 * @see https://docs.aws.amazon.com/iot/latest/developerguide/mqtt.html#mqtt-differences
 */
function notTaken(name: string, flags: number): PacketType {
  const handle: Handler = () => {
    throw new ProtocolViolation(ReasonCode.PROTOCOL_ERROR, `unexpected ${name}`);
  };
  return { flags, handle };
}

const AUTH = notTaken("AUTH", 0);

/** The handlers of packets other than CONNECT and PUBLISH, by the type in the fixed header. */
const TYPES: Readonly<Record<number, PacketType>> = {
  2: fromServers("CONNACK"),
  4: {
    flags: 0,
    handle: (connection, data, body, end) =>
      connection.acknowledged(decodePuback(data, body, end, connection.protocolVersion)),
  },
  5: notTaken("PUBREC", 0),
  6: notTaken("PUBREL", 2),
  7: notTaken("PUBCOMP", 0),
  8: {
    flags: 2,
    handle: (connection, data, body, end) =>
      handleSubscribe(connection, decodeSubscribe(data, body, end, connection.protocolVersion)),
  },
  9: fromServers("SUBACK"),
  10: {
    flags: 2,
    handle: (connection, data, body, end) =>
      handleUnsubscribe(connection, decodeUnsubscribe(data, body, end, connection.protocolVersion)),
  },
  11: fromServers("UNSUBACK"),
  12: {
    flags: 0,
    handle: (connection, _, body, end) => {
      if (body < end) throw violation("trailing", connection.protocolVersion);
      connection.send(PINGRESP);
    },
  },
  13: fromServers("PINGRESP"),
  14: {
    flags: 0,
    handle: (connection, data, body, end) =>
      handleDisconnect(connection, decodeDisconnect(data, body, end, connection.protocolVersion)),
  },
};

/**
 * Passes the reader's current packet to its handler.
 * @throws ProtocolViolation if the packet breaks a rule of MQTT or of AWS
 */
export function handlePacket(connection: PacketConnection, reader: PacketReader): void {
  const { data, begin, body, end } = reader;
  const { protocolVersion: version } = connection;
  const first = data[begin] as number;
  const number = first >> 4;
  if (connection.state === "new") {
    if (number !== CONNECT) throw violation("connectFirst", version);
    handleConnect(connection, reader);
    return;
  }
  if (version === 5 && !reader.lengthIsMinimal) throw violation("lengthNotMinimal", version);
  if (number === PUBLISH) {
    handlePublish(connection, data, begin, body, end);
    return;
  }
  if (number === CONNECT) throw violation("connectTwice", version);
  const type = number === 15 && version === 5 ? AUTH : TYPES[number];
  if (!type) throw violation("packetType", version, { what: String(number) });
  if ((first & 15) !== type.flags) throw violation("flags", version);
  type.handle(connection, data, body, end);
}
