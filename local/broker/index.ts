export { Broker, type DisconnectOptions } from "./broker";
export type { Assumptions } from "./broker-assumptions";
export { DEFAULT_ASSUMPTIONS } from "./broker-assumptions";
export type { BrokerEvent, DropCause, EventListener } from "./broker-event";
export type { BrokerOptions } from "./broker-options";
export type {
  Authenticate,
  AuthenticateResult,
  AuthenticationRefusal,
  ConnectInfo,
  ConnectionMeta,
} from "./connection/authentication";
export type { BrokerClient } from "./connection/broker-client";
export type { ConnectionPolicy, ConnectRequest, Decision } from "./connection/broker-policy";
export type { DisconnectReason, ServerDisconnectReason } from "./connection/disconnect-reason";
export type { PublishRequest, PublishResult } from "./delivery/publish-for-service";
export { type AwsLimits, type BrokerLimits, DEFAULT_LIMITS, type OwnLimits } from "./limits";
export type { PublishProperties } from "./wire/packet-encoder";
