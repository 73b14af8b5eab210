import type { Broker } from "../../broker";
import type { RegionState } from "../../control-plane/resources/control-plane-store";
import type { DeviceCertificate } from "../../registry/records";
import type { Registry } from "../../registry/registry";
import { LoginRefusal } from "../login-request";

/** A connection of a client with a certificate. */
export interface DeviceConnection {
  readonly clientId: string;
  readonly connectionId: string;
}

/**
 * Ends the connections of certificates that are no longer ACTIVE. Assumptions: at once, although AWS says that it may
 * take minutes; the disconnect reason is AUTH_ERROR.
 * @see https://docs.aws.amazon.com/iot/latest/apireference/API_UpdateCertificate.html
 * @example
 * const connections = new DeviceConnections(() => registry, () => broker);
 * const forget = connections.add(certificateId, { clientId, connectionId });
 */
export class DeviceConnections {
  private readonly byCertificate = new Map<string, Set<DeviceConnection>>();
  private watched: Registry | undefined;

  constructor(
    private readonly registry: () => Registry,
    private readonly broker: () => Pick<Broker, "client" | "disconnect">,
  ) {}

  /** Remembers a connection until the returned function is called. */
  add(certificateId: string, connection: DeviceConnection): () => void {
    this.watch();
    const connections = this.byCertificate.get(certificateId) ?? new Set<DeviceConnection>();
    this.byCertificate.set(certificateId, connections.add(connection));
    return () => {
      connections.delete(connection);
      if (connections.size === 0) this.byCertificate.delete(certificateId);
    };
  }

  private watch(): void {
    if (this.watched !== undefined) return;
    this.watched = this.registry();
    this.watched.onCertificate((certificate, deleted) => {
      if (deleted || certificate.status !== "ACTIVE") this.end(certificate, deleted);
    });
  }

  private end({ id, status }: DeviceCertificate, deleted: boolean): void {
    const broker = this.broker();
    for (const { clientId, connectionId } of this.byCertificate.get(id) ?? []) {
      // By now another connection may use the client id.
      if (broker.client(clientId)?.meta.id !== connectionId) continue;
      const message = `its certificate ${id} ${deleted ? "was deleted" : `is ${status}`}`;
      broker.disconnect(clientId, "AUTH_ERROR", { message });
    }
  }
}

/**
 * Returns whether a certificate alone decides at an endpoint, or a certificate together with an authorizer.
 *
 * Assumption: an endpoint that needs both accepts clients on every port that accepts certificates, on the first port
 * with ALPN `x-amzn-mqtt-ca`; AWS's page names neither a port nor an ALPN protocol.
 * @throws LoginRefusal if the endpoint is disabled, or does not accept certificates or this protocol
 * @see https://docs.aws.amazon.com/iot/latest/developerguide/protocols.html
 */
export function certificateUseAt(
  account: Pick<RegionState, "domainOf">,
  serverName: string,
  protocol: "SECURE_MQTT" | "HTTPS",
): "alone" | "with-authorizer" {
  const domain = account.domainOf(serverName);
  if (domain === undefined) return "alone";
  const { domainName, status, authenticationType, applicationProtocol } = domain;
  if (status !== "ENABLED") throw new LoginRefusal(`endpoint ${domainName} is ${status}`);
  if (applicationProtocol !== "DEFAULT" && applicationProtocol !== protocol) {
    throw new LoginRefusal(`endpoint ${domainName} accepts ${applicationProtocol} only, not ${protocol}`);
  }
  if (authenticationType === "CUSTOM_AUTH_X509") return "with-authorizer";
  if (authenticationType === "AWS_X509" || authenticationType === "DEFAULT") return "alone";
  throw new LoginRefusal(`endpoint ${domainName} accepts ${authenticationType} only, and no client certificates`);
}

/**
 * Returns the certificate of a connection.
 * @throws LoginRefusal if it was deleted or deactivated after the handshake
 */
export function loginCertificate(registry: Registry, id: string): DeviceCertificate {
  const certificate = registry.certificates.get(id);
  if (certificate?.status === "ACTIVE") return certificate;
  throw new LoginRefusal(`certificate ${id} is ${certificate?.status ?? "not registered"}`);
}
