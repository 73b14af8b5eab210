import type { BrokerCore } from "../broker-core";
import type { AuthenticateResult } from "../connection/authentication";
import type { ConnectionPolicy, Decision } from "../connection/broker-policy";
import { DISCONNECT_CODES } from "../connection/disconnect-reason";
import { effectiveKeepAlive, KeepAlive } from "../connection/keep-alive";
import type { Will } from "../delivery/wills";
import type { DeliverySender } from "../sessions/outbox";
import type { ClientConnection, Session } from "../sessions/session";
import type { OutboundAliases } from "../topics/topic-aliases";
import type { ConnectPacket } from "../wire/connect-decoder";
import { reasonString } from "../wire/packet-encoder";
import type { PacketReader } from "../wire/packet-reader";
import { ProtocolViolation } from "../wire/rules";
import { checkConnect, chooseClientId } from "./check-connect";
import { acceptance5, acceptance311, refusal5, refusal311 } from "./connack";
import { ConnectRefusal, LOGIN_REFUSALS, NOT_AUTHORIZED_TEXT } from "./connect-refusal";
import { readConnect } from "./read-connect";
import { readWill } from "./read-will";

/** A connection on which a client logs in. The results of the CONNECT and the login are stored in it. */
export interface JoiningClient extends ClientConnection, DeliverySender {
  readonly core: Pick<
    BrokerCore,
    "assumptions" | "authenticate" | "clock" | "emit" | "lifecycle" | "limits" | "sessions" | "topics" | "wallClock"
  >;
  state: ClientConnection["state"];
  protocolVersion: 4 | 5;
  clientId: string;
  principalId: string | undefined;
  session: Session | undefined;
  policy: ConnectionPolicy;
  will: Will | undefined;
  keepAlive: KeepAlive | undefined;
  connectedAt: number;
  versionNumber: number;
  clientPacketBytes: number;
  problemInformation: boolean;
  outboundAliases: OutboundAliases | undefined;
  /** Whether the broker does not read from the client right now. */
  readonly held: boolean;
  hold(): void;
  release(): void;
  connectReceived(): void;
  send(packet: Buffer): void;
  refuse(message: string, connack?: Buffer, code?: number): void;
  fail(error: unknown): void;
}

/** A CONNECT whose login is not decided yet. */
interface Attempt {
  readonly connection: JoiningClient;
  readonly packet: ConnectPacket;
  readonly clientIdSent: boolean;
  /** Seconds that the session outlives the connection: as requested, and as AWS allows. */
  readonly sessionExpiry: { readonly asked: number; readonly seconds: number };
  readonly keepAliveSeconds: number;
  sessionPresent: boolean;
  /** The policy's decision on `iot:Connect`. */
  decision: Decision;
}

type Step = (attempt: Attempt) => void | Promise<void>;

/** The steps of a login, in order. A step refuses the login by throwing {@link ConnectRefusal}. */
const CONNECT_STEPS: readonly Step[] = [
  ({ connection, packet }) => checkConnect(connection, packet),
  ({ connection, packet }) => chooseClientId(connection, packet),
  checkWill,
  authenticate,
  authorizeConnect,
  authorizeWill,
  takeOver,
  openSession,
  accept,
  deliverStored,
];

/**
 * Handles the CONNECT of a client. Nothing more is read from the stream until the login is decided, so that packets
 * which a client sends before the CONNACK (AWS says that clients must wait for it) are handled after the login.
 * @param reader positioned at the packet
 */
export function handleConnect(connection: JoiningClient, reader: PacketReader): void {
  connection.connectReceived();
  connection.hold();
  void run(connection, reader).finally(() => connection.release());
}

async function run(connection: JoiningClient, reader: PacketReader): Promise<void> {
  try {
    const attempt = begin(connection, readConnect(connection, reader));
    for (const step of CONNECT_STEPS) {
      const pending = step(attempt);
      if (pending) await pending;
      if (connection.state === "closed") return;
    }
  } catch (error) {
    refuse(connection, error);
  }
}

function begin(connection: JoiningClient, packet: ConnectPacket): Attempt {
  const { limits } = connection.core;
  connection.clientId = packet.clientId;
  const asked311 = packet.cleanStart ? 0 : limits.sessionExpirySeconds;
  const asked = packet.protocolVersion === 5 ? (packet.properties.sessionExpiryInterval ?? 0) : asked311;
  return {
    connection,
    packet,
    clientIdSent: packet.clientId !== "",
    sessionExpiry: { asked, seconds: Math.min(asked, limits.sessionExpirySeconds) },
    keepAliveSeconds: effectiveKeepAlive(packet.keepAliveSeconds, limits),
    sessionPresent: false,
    decision: { allowed: false },
  };
}

function checkWill({ connection, packet }: Attempt): void {
  if (packet.will) connection.will = readWill(connection.core, packet.will);
}

async function authenticate(attempt: Attempt): Promise<void> {
  const { connection, packet } = attempt;
  const { core, clientId, meta, protocolVersion, will } = connection;
  let result: AuthenticateResult;
  try {
    result = await core.authenticate({
      meta,
      clientId,
      clientIdSent: attempt.clientIdSent,
      ...(packet.username !== undefined && { username: packet.username }),
      ...(packet.password !== undefined && { password: packet.password }),
      protocolVersion,
      persistent: attempt.sessionExpiry.seconds > 0,
      keepAliveSeconds: packet.keepAliveSeconds,
      ...(will && { willTopic: will.topic.name }),
    });
  } catch (error) {
    core.emit?.({ type: "error", clientId, error });
    result = { ok: false, reason: "unavailable" };
  }
  if (!result.ok) throw loginRefusal(connection, result.reason, result.reasonString);
  connection.policy = result.policy;
  connection.principalId = result.principalId;
}

function authorizeConnect(attempt: Attempt): void {
  const { connection, sessionExpiry } = attempt;
  const { core, clientId, policy, will } = connection;
  const persistent = sessionExpiry.seconds > 0;
  const decision = policy.connect({ clientId, persistent, ...(will && { willTopic: will.topic.name }) });
  attempt.decision = decision;
  if (decision.allowed) return;
  core.emit?.({ type: "denied", clientId, action: "Connect", resource: clientId, decision });
  core.lifecycle.connectFailed(connection);
  throw loginRefusal(connection, "not-authorized");
}

/** @see https://docs.aws.amazon.com/iot/latest/developerguide/life-cycle-events.html#connect-authfailure-event */
function authorizeWill({ connection }: Attempt): void {
  const { core, clientId, policy, will } = connection;
  if (!will) return;
  const resource = will.topic.name;
  const decision = policy.publish(resource, { retain: will.retain });
  if (decision.allowed) return;
  core.emit?.({ type: "denied", clientId, action: "Publish", resource, decision });
  core.lifecycle.connectFailed(connection);
  throw loginRefusal(connection, "not-authorized");
}

/** Disconnects another client with the same client id (MQTT 5, 3.1.4). */
function takeOver({ connection }: Attempt): void {
  connection.core.sessions.get(connection.clientId)?.connection?.end({
    reason: "DUPLICATE_CLIENTID",
    code: DISCONNECT_CODES.DUPLICATE_CLIENTID,
    message: "Session taken over by another connection with the same client id",
  });
}

function openSession(attempt: Attempt): void {
  const { connection, packet, sessionExpiry } = attempt;
  const { clientId, protocolVersion, core } = connection;
  const { cleanStart } = packet;
  const opened = core.sessions.open({ clientId, protocolVersion, cleanStart, expirySeconds: sessionExpiry.seconds });
  connection.session = opened.session;
  opened.session.connection = connection;
  attempt.sessionPresent = opened.present;
}

function accept(attempt: Attempt): void {
  const { connection, sessionExpiry, keepAliveSeconds, sessionPresent, decision } = attempt;
  const { core, clientId, meta, protocolVersion } = connection;
  connection.state = "open";
  connection.connectedAt = core.clock.now();
  connection.versionNumber = core.lifecycle.nextVersion();
  const assigned = attempt.clientIdSent ? {} : { assignedClientId: clientId };
  connection.send(
    protocolVersion === 5
      ? acceptance5({ sessionPresent, sessionExpiry, keepAliveSeconds, ...assigned }, core.limits)
      : acceptance311(sessionPresent),
  );
  connection.keepAlive = new KeepAlive(
    core.wallClock,
    keepAliveSeconds,
    () => connection.held,
    () =>
      connection.end({
        reason: "MQTT_KEEP_ALIVE_TIMEOUT",
        code: DISCONNECT_CODES.MQTT_KEEP_ALIVE_TIMEOUT,
        message: "no packet for 1.5 times the keep-alive",
      }),
  );
  const persistent = sessionExpiry.seconds > 0;
  core.emit?.({
    type: "connected",
    clientId,
    meta,
    protocolVersion,
    sessionPresent,
    persistent,
    keepAliveSeconds,
    decision,
  });
  core.lifecycle.connected(connection);
}

/** Sends the messages that waited for the session, and those that waited for any member of its shared subscriptions. */
function deliverStored({ connection, packet }: Attempt): void {
  const { session, core } = connection;
  const { outboundUnacknowledged } = core.limits;
  session?.outbox.resume(connection, Math.min(packet.properties.receiveMaximum ?? 65_535, outboundUnacknowledged));
  for (const { group } of session?.subscriptions.values() ?? []) group?.sendQueued();
}

function loginRefusal(
  connection: JoiningClient,
  reason: keyof typeof LOGIN_REFUSALS,
  message = NOT_AUTHORIZED_TEXT,
): ConnectRefusal {
  const { code, returnCode } = LOGIN_REFUSALS[reason];
  const silent = connection.core.assumptions.refusedConnect311 === "close";
  return new ConnectRefusal(code, silent ? undefined : returnCode, message);
}

/** Refuses the login after a step threw an error. */
function refuse(connection: JoiningClient, error: unknown): void {
  if (connection.state === "open") {
    connection.fail(error);
  } else if (error instanceof ConnectRefusal || error instanceof ProtocolViolation) {
    const { code, message } = error;
    const returnCode = error instanceof ConnectRefusal ? error.returnCode : undefined;
    if (connection.protocolVersion === 5) {
      connection.refuse(message, refusal5(code, reasonString("CONNACK", message, connection.meta.id)), code);
    } else {
      connection.refuse(message, returnCode === undefined ? undefined : refusal311(returnCode), returnCode);
    }
  } else {
    connection.fail(error);
  }
}
