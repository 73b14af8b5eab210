import { join } from "node:path";
import { partitionOf } from "../../lambda/partitions";
import { Broker, type BrokerEvent, type BrokerOptions } from "../broker";
import { type DevelopmentCertificates, developmentCertificates } from "../certificates/development-certificates";
import { EndpointCertificate } from "../certificates/endpoint-certificate";
import { type Clock, scaledClock } from "../clock";
import { type ControlPlane, type ControlPlaneOptions, startControlPlane } from "../control-plane/control-plane";
import type { RegionState } from "../control-plane/resources/control-plane-store";
import type { DomainConfiguration } from "../control-plane/resources/domain-configuration";
import type { FunctionLogLine } from "../functions/invocation";
import { remoteAddress } from "../gateway/connection-context";
import { openGateway } from "../gateway/gateway";
import type { GatewayLimits } from "../gateway/gateway-limits";
import { detailOf, type TurnedAway } from "../gateway/turned-away/turned-away";
import { StandInOptionError } from "../local-errors";
import { admitCertificate } from "../login/certificate/admit-certificate";
import type { RepetitionOf } from "../login/decisions/decision-event";
import { DecisionLog } from "../login/decisions/decision-log";
import { httpsLogin } from "../login/https-login";
import { DEFAULT_LOGIN_ASSUMPTIONS, type LoginAssumptions } from "../login/login-assumptions";
import { mqttLogin } from "../login/mqtt-login";
import { IssuedCertificates } from "../registry/certificates/issued-certificates";
import { DeviceLoader } from "../registry/load-devices";
import type { RegisteredDevices } from "../registry/registered-devices";
import { type Deployed, type Deployment, deploy } from "./deployment";
import { EventFilter } from "./event-filter";
import { type LocalEndpoints, localEndpoints } from "./local-endpoint";
import type { LocalEvent, LocalEventListener } from "./local-event";
import { TurnedAwayLog } from "./turned-away-log";

/** Options of the stand-in. */
export interface LocalIotCoreOptions {
  /** Port for MQTT, WebSocket and HTTPS. @default 0, any free one */
  readonly port?: number;
  /** Port for clients with a certificate: AWS's 8883, and its 8443 for HTTPS. @default 0, any free one */
  readonly mqttsPort?: number;
  /** Address to listen on. @default "127.0.0.1": this computer only */
  readonly host?: string;
  /**
   * Names and addresses in the server's certificate, besides localhost, 127.0.0.1, ::1 and all endpoints.
   * @default []
   */
  readonly hosts?: readonly string[];
  /** Folder in which certificates are kept between runs. */
  readonly certificatesFolder: string;
  /** The Region whose authorizers decide on logins. @default "us-east-1" */
  readonly region?: string;
  /** 12 digits. @default "123456789012" */
  readonly accountId?: string;
  /** Factor by which the time of refreshes, disconnections, session expiry and message expiry is sped up. @default 1 */
  readonly timeScale?: number;
  /** The clock to use in place of `timeScale`. */
  readonly clock?: Clock;
  /** Called with each event. @default - nothing is reported, which is faster */
  readonly onEvent?: LocalEventListener;
  /** Returns a counter for repetitions of an allowed action, after its event. @default - every decision is an event */
  readonly repetitionOf?: RepetitionOf;
  readonly controlPlane?: Omit<ControlPlaneOptions, "accountId" | "clock" | "dataEndpoint">;
  readonly broker?: Pick<BrokerOptions, "limits" | "assumptions">;
  readonly gateway?: Partial<GatewayLimits>;
  /**
   * Assumptions about logins, where AWS's documentation leaves a question open.
   * @default {@link DEFAULT_LOGIN_ASSUMPTIONS}
   */
  readonly login?: Partial<LoginAssumptions>;
}

/** A running stand-in of AWS IoT Core. */
export interface LocalIotCore {
  /** Port for MQTT, WebSocket and HTTPS. */
  readonly port: number;
  /** Port for clients with a certificate. */
  readonly mqttsPort: number;
  readonly region: string;
  readonly accountId: string;
  readonly certificates: DevelopmentCertificates;
  /** AWS's API, for `terraform`, the AWS CLI and SDKs. */
  readonly controlPlane: ControlPlane;
  /** Client ids of the clients that are connected right now. */
  readonly clientIds: () => readonly string[];
  /** The endpoints with their host names and authorizers, the account's own endpoint first. */
  readonly endpoints: () => LocalEndpoints;
  /**
   * Deploys a stack, and replaces resources with the same names. Clients stay connected.
   * @throws StandInOptionError if the deployment is not in the stand-in's account or Region
   */
  load(deployment: Deployment & { readonly region?: string; readonly accountId?: string }): Deployed;
  /**
   * Registers a stack's certificates and things, in place of those that an earlier call registered.
   * @throws StandInOptionError for a text that is not a certificate, and for devices that AWS would refuse
   */
  registerDevices(devices: RegisteredDevices): Promise<void>;
  /**
   * Replaces a function's code: new logins and the next refreshes call it. Clients stay connected.
   * @param functionArn @default the function that was loaded last
   * @throws StandInOptionError if there is no such function
   */
  replaceFunction(zip: Buffer, functionArn?: string): void;
  /** Disconnects all clients, ends all functions, and closes the ports. */
  close(): Promise<void>;
}

/**
 * Starts a stand-in of AWS IoT Core with custom authentication on this computer: control plane, gateway and broker
 * share one store.
 *
 * @throws StandInOptionError if an option cannot be used
 * @see https://docs.aws.amazon.com/iot/latest/developerguide/custom-authentication.html
 * @example
 * const core = await startLocalIotCore({ port: 8443, certificatesFolder: ".iot-auth/certificates", onEvent: console.log });
 * core.load({ stackName: "cloudprnt", function: { zip, handler: "index.handler" }, authorizer: { name: "cloudprnt", signingDisabled: true }, setAsDefault: true });
 * // mosquitto_pub --cafile .iot-auth/certificates/ca.pem -h localhost -p 8443 --tls-alpn mqtt -u printer-7 -P … -t a/b -m hello
 * await core.close();
 */
export async function startLocalIotCore(options: LocalIotCoreOptions): Promise<LocalIotCore> {
  const { region = "us-east-1", accountId = "123456789012", onEvent } = options;
  const clock = options.clock ?? timeScaleClock(options.timeScale ?? 1);
  const { certificatesFolder: folder, hosts = [] } = options;
  const certificates = await developmentCertificates({ folder, hosts });

  const assumed = { ...DEFAULT_LOGIN_ASSUMPTIONS, ...options.login };
  const ownNames = new Set(["localhost", ...hosts].map((host) => host.toLowerCase()));

  const turnedAway = onEvent && new TurnedAwayLog({ caFile: certificates.caFile }, clock, onEvent);
  const events = onEvent && turnedAway && new EventFilter(onEvent, turnedAway);
  const log = events && new DecisionLog(clock, (event) => events.tell(event), options.repetitionOf);
  const registryOfRegion = () => controlPlane.store.region(region).registry;
  const admit = admitCertificate({
    registry: registryOfRegion,
    now: () => clock.now(),
    publish: (topic, payload) => broker.publishEvent(topic, payload),
  });
  const onTurnedAway = (one: TurnedAway) => turnedAway?.tell(one);
  const services = {
    // Read at each login: the control plane starts after the gateway, because it reports the gateway's port.
    get account() {
      return controlPlane.store.region(region);
    },
    get functions() {
      return controlPlane.functions;
    },
    ...(assumed.unknownServerName === "refuse" && {
      isUnknownName: (serverName: string) => !ownNames.has(serverName.toLowerCase()),
    }),
    failedRefresh: assumed.failedRefresh,
    parameterCase: assumed.parameterCase,
    awsAccount: { partition: partitionOf(region), region, accountId },
    clock,
    log,
    broker: () => broker,
    registry: registryOfRegion,
    admit,
    onTurnedAway,
  };
  const broker = new Broker({
    ...options.broker,
    authenticate: mqttLogin(services),
    clock,
    ...(events && { onEvent: (event: BrokerEvent) => events.tellOf(event, clock), tellTraffic: false }),
  });
  const certificate = new EndpointCertificate({
    folder,
    hosts,
    endpoints: () => domainNames(services.account),
    first: certificates.server,
    onProblem: (message) => events?.tell({ event: "problem", time: clock.now(), kind: "stand-in", message }),
  });
  const gateway = await openGateway({
    host: options.host,
    port: options.port,
    certificates: certificates.server,
    certificatesFor: () => certificate.current(),
    ...(assumed.mqttWithoutAlpn === "accept" && {
      isMqttWithoutAlpn: (serverName: string) => isForMqttOnly(services.account.domainOf(serverName)),
    }),
    certificatePort: options.mqttsPort,
    broker,
    admitCertificate: admit,
    httpLogin: httpsLogin(services),
    limits: options.gateway,
    oldSubprotocol: assumed.oldSubprotocol === "accept",
    onTurnedAway,
  });
  const controlPlane = await startControlPlane({
    ...options.controlPlane,
    accountId,
    clock,
    hosts: [...hosts, ...(options.controlPlane?.hosts ?? [])],
    onWebPage(request, message) {
      options.controlPlane?.onWebPage?.(request, message);
      turnedAway?.tell({ cause: "web-page", ...remoteAddress(request.socket), ...detailOf(message) });
    },
    dataEndpoint: `${inAddress(hosts[0] ?? "localhost")}:${gateway.port}`,
    run: { ...options.controlPlane?.run, onLog: logListener(options, clock, log) },
  }).catch(async (error: unknown) => {
    await Promise.all([broker.close(), gateway.close()]);
    throw error;
  });

  const issued = new IssuedCertificates(join(folder, "devices"), (csrPem) =>
    controlPlane.amazon.sign(csrPem, clock.now()),
  );
  const devices = new DeviceLoader(services.registry(), {
    sign: (csrPem) => issued.of(csrPem),
    now: () => clock.now(),
  });
  let lastFunctionArn: string | undefined;
  return {
    port: gateway.port,
    mqttsPort: gateway.certificatePort ?? gateway.port,
    region,
    accountId,
    certificates,
    controlPlane,
    endpoints: () => localEndpoints(services.account, hosts[0] ?? "localhost"),
    clientIds: () => [...broker.clients()].map(({ clientId }) => clientId),
    load(deployment) {
      checkPlace(deployment, region, accountId);
      const deployed = deploy(deployment, controlPlane.store.region(region), controlPlane.functions, clock);
      lastFunctionArn = deployed.functionArn;
      return deployed;
    },
    registerDevices: (registered) => devices.load(registered),
    replaceFunction(zip, functionArn = lastFunctionArn) {
      if (functionArn === undefined || controlPlane.functions.get(functionArn) === undefined) {
        throw new StandInOptionError(`functionArn must be a loaded function's, got: ${functionArn}. Call load first.`);
      }
      controlPlane.functions.update(functionArn, { zip });
    },
    async close() {
      await broker.close();
      await Promise.all([gateway.close(), controlPlane.close()]);
    },
  };
}

function isForMqttOnly(domain: DomainConfiguration | undefined): boolean {
  return domain?.authenticationType === "CUSTOM_AUTH" && domain.applicationProtocol === "SECURE_MQTT";
}

function* domainNames({ domainConfigurations }: RegionState): Generator<string> {
  for (const { domainName } of domainConfigurations.values()) yield domainName;
}

function timeScaleClock(timeScale: number): Clock {
  if (timeScale > 0 && Number.isFinite(timeScale)) return scaledClock(timeScale);
  throw new StandInOptionError(
    `timeScale must be a number greater than 0, got: ${timeScale}. 60 makes a minute a second.`,
  );
}

function logListener({ controlPlane, onEvent }: LocalIotCoreOptions, clock: Clock, log: DecisionLog | undefined) {
  return (line: FunctionLogLine): void => {
    controlPlane?.run?.onLog?.(line);
    log?.functionLogged(line);
    const { functionName, stream, line: text } = line;
    const event: LocalEvent = { event: "authorizer-log", time: clock.now(), functionName, stream, line: text };
    onEvent?.(event);
  };
}

function checkPlace(deployment: { region?: string; accountId?: string }, region: string, accountId: string): void {
  const { region: itsRegion = region, accountId: itsAccount = accountId } = deployment;
  if (itsRegion === region && itsAccount === accountId) return;
  throw new StandInOptionError(
    `The deployment must be in ${region} and account ${accountId}, got: ${itsRegion} and ${itsAccount}. ` +
      "Start the stand-in with the deployment's region and accountId.",
  );
}

/** A host as it is written before a port: IPv6 addresses in brackets (RFC 3986, 3.2.2). */
function inAddress(host: string): string {
  return host.includes(":") ? `[${host}]` : host;
}
