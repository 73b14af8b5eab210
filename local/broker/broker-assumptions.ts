/**
 * Where AWS's documentation leaves two readings open, and it could not be verified which holds. The first value of each is the default.
 * @see docs/local-versus-aws.md
 */
export interface Assumptions {
  /**
   * MQTT 5 PUBLISH that the policy denies. AWS lists 0x87 for PUBACK and for DISCONNECT and does not say which is used when.
   * "puback": QoS 1 is answered with PUBACK 0x87, QoS 0 is discarded, the connection stays. "disconnect": DISCONNECT 0x87 for both.
   */
  readonly deniedPublish5: "puback" | "disconnect";
  /**
   * MQTT 3.1.1 SUBSCRIBE with a filter that the policy denies. AWS staff: the connection is closed (aws-iot-device-sdk-js#125, #191).
   * "suback": code 0x80, which AWS's SUBACK table has as well.
   */
  readonly deniedSubscribe311: "close" | "suback";
  /**
   * MQTT 3.1.1 login that is refused. "connack": return code 4 or 5, then close. "close": nothing is sent, the usual report of SDK users
   * (aws-iot-device-sdk-js#410).
   */
  readonly refusedConnect311: "connack" | "close";
  /**
   * MQTT 3.1.1 PUBLISH or SUBSCRIBE with QoS 2. "ignore": no PUBACK, no SUBACK, as documented (and seen, aws-c-mqtt#120).
   * "close": the connection is closed (aws-iot-device-sdk-embedded-C#1941). MQTT 5 clients get DISCONNECT 0x9B in either case.
   */
  readonly qos2In311: "ignore" | "close";
  /**
   * CONNECT with bit 7 of the protocol level set, by which mosquitto and NanoMQ mark a bridge. "refuse": return code 1, unacceptable
   * protocol version; mosquitto then tries again without it. "accept": as if the bit were not set.
   */
  readonly bridgeBit: "refuse" | "accept";
  /**
   * A connected client that takes in QoS 1 messages so slowly that more wait for it than may. AWS names a limit of messages and of bytes a
   * second on each connection, and `THROTTLED` among the reasons of a disconnection; which comes when is not said. "disconnect": DISCONNECT
   * 0x97 (MQTT 5), reason `THROTTLED`; a persistent session keeps what waits. "drop": it stays connected and misses what is too much.
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
