export type { Assumptions } from "./assumptions";
export { DEFAULT_ASSUMPTIONS } from "./assumptions";
export type {
  Authenticate,
  AuthenticateResult,
  AuthenticationRefusal,
  ConnectInfo,
  ConnectionMeta,
} from "./authentication";
export { Broker, type DisconnectOptions } from "./broker";
export type { BrokerClient } from "./broker-client";
export type { BrokerEvent, DropCause, EventListener } from "./broker-event";
export type { BrokerOptions } from "./broker-options";
export type { ConnectionPolicy, ConnectRequest, Decision } from "./connection-policy";
export type { DisconnectReason, ServerDisconnectReason } from "./disconnect-reason";
export { type AwsLimits, type BrokerLimits, DEFAULT_LIMITS, type OwnLimits } from "./limits";
export type { PublishRequest, PublishResult } from "./publish-for-service";
export type { PublishProperties } from "./wire/publish-properties";
