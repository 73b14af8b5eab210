export type { CallRecord as ControlPlaneCallRecord } from "./control-plane/http/control-plane-call";
export { ASSUMPTION_CHOICES, type Choice } from "./core/assumption-choices";
export type { Deployed, Deployment } from "./core/deployment";
export type { LocalEndpoint } from "./core/local-endpoint";
export type {
  AuthorizerLogEvent,
  DisconnectedEvent,
  LocalEvent,
  LocalEventListener,
  ProblemEvent,
} from "./core/local-event";
export { type LocalIotCore, type LocalIotCoreOptions, startLocalIotCore } from "./core/start-local-iot-core";
export type { TurnedAwayEvent } from "./core/turned-away-log";
export { StandInOptionError } from "./local-errors";
export type { DecisionEvent, Repetition, RepetitionOf, Transport } from "./login/decisions/decision-event";
export type {
  RegisteredAuthority,
  RegisteredCertificate,
  RegisteredDevices,
  RegisteredPolicy,
  RegisteredTemplate,
  RegisteredThing,
  RegisteredThingGroup,
  RegisteredThingType,
} from "./registry/registered-devices";
