import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Broker, type BrokerOptions, type ConnectionPolicy } from "../../../local/broker";
import { developmentCertificates } from "../../../local/certificates/development-certificates";
import { type GatewayOptions, openGateway } from "../../../local/gateway/gateway";
import { copyReadyCertificates } from "../../helpers/ready-made";

const YES = { allowed: true };
/** A policy that allows everything. */
export const ALLOW_ALL: ConnectionPolicy = {
  connect: () => YES,
  publish: () => YES,
  subscribe: () => YES,
  receive: () => YES,
};

/** Starts a gateway in front of a broker, without authorizers. */
export async function openTestGateway(
  options: Partial<Pick<GatewayOptions, "limits" | "httpLogin" | "oldSubprotocol" | "onTurnedAway">> & {
    broker?: Partial<BrokerOptions>;
  } = {},
) {
  const folder = await mkdtemp(join(tmpdir(), "iot-auth-gateway-"));
  const { ca, caFile, server } = await developmentCertificates({ folder: copyReadyCertificates(folder) });
  const broker = new Broker({ authenticate: async () => ({ ok: true, policy: ALLOW_ALL }), ...options.broker });
  const gateway = await openGateway({
    ...options,
    certificates: server,
    certificatesFor: () => server,
    broker,
    httpLogin: options.httpLogin ?? (async () => ALLOW_ALL),
  });
  return {
    broker,
    port: gateway.port,
    ca,
    caFile,
    close: async () => {
      await broker.close();
      await gateway.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

export type TestGateway = Awaited<ReturnType<typeof openTestGateway>>;
