/**
 * Assumptions about the broker: AWS's documentation can be read in two ways, and which one is right could not be
 * verified. The first value of each is the default.
 * @see docs/local-versus-aws.md
 */
export interface Assumptions {
  /**
   * MQTT 5 PUBLISH that the policy denies. AWS lists 0x87 for PUBACK and for DISCONNECT and does not say when it sends
   * which. "puback": QoS 1 is answered with PUBACK 0x87, QoS 0 is discarded, the client stays connected. "disconnect":
   * DISCONNECT 0x87 for both.
   */
  readonly deniedPublish5: "puback" | "disconnect";
  /**
   * MQTT 3.1.1 SUBSCRIBE with a filter that the policy denies. AWS staff: the connection is closed (aws-iot-device-sdk-js#125, #191).
   * "close": the connection is closed. "suback": SUBACK with code 0x80, which AWS's SUBACK table lists, too.
   */
  readonly deniedSubscribe311: "close" | "suback";
  /**
   * MQTT 3.1.1 login that is refused. "connack": CONNACK with return code 4 or 5, then the connection is closed.
   * "close": the connection is closed without a CONNACK, as most SDK users report (aws-iot-device-sdk-js#410).
   */
  readonly refusedConnect311: "connack" | "close";
  /**
   * MQTT 3.1.1 PUBLISH or SUBSCRIBE with QoS 2. "ignore": no PUBACK, no SUBACK, as documented (and seen,
   * aws-c-mqtt#120). "close": the connection is closed (aws-iot-device-sdk-embedded-C#1941). MQTT 5 clients receive
   * DISCONNECT 0x9B in both cases.
   */
  readonly qos2In311: "ignore" | "close";
  /**
   * CONNECT with bit 7 of the protocol level set, with which mosquitto and NanoMQ mark a bridge. "refuse": return code
   * 1, unacceptable protocol version; mosquitto then tries again without the bit. "accept": the bit is ignored.
   */
  readonly bridgeBit: "refuse" | "accept";
  /**
   * A connected client that receives QoS 1 messages so slowly that its queue is full. AWS documents limits of messages
   * and bytes a second for each connection, and the disconnect reason `THROTTLED`, but not when it disconnects a
   * client. "disconnect": DISCONNECT 0x97 (MQTT 5), reason `THROTTLED`; a persistent session keeps its queue. "drop":
   * the client stays connected and misses the messages that do not fit.
   */
  readonly slowSubscriber: "disconnect" | "drop";
}

export const DEFAULT_ASSUMPTIONS: Assumptions = {
  deniedPublish5: "puback",
  deniedSubscribe311: "close",
  refusedConnect311: "connack",
  qos2In311: "ignore",
  bridgeBit: "refuse",
  slowSubscriber: "disconnect",
};
