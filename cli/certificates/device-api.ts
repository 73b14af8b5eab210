import {
  DescribeCertificateCommand,
  DescribeThingCommand,
  DetachThingPrincipalCommand,
  IoTClient,
  type IoTClientConfig,
  ListAttachedPoliciesCommand,
  ListPrincipalThingsCommand,
  ListTargetsForPolicyCommand,
  ListThingPrincipalsCommand,
  UpdateCertificateCommand,
} from "@aws-sdk/client-iot";
import { failedCall, orMissing } from "../aws/explain-failure";

/** A certificate as AWS IoT Core has it. */
export interface RegisteredCertificate {
  /** 64 hexadecimal digits. */
  readonly id: string;
  readonly arn: string;
  /** `ACTIVE`, `INACTIVE`, `REVOKED`, `PENDING_ACTIVATION` and others. */
  readonly status: string;
  readonly pem: string;
}

/** Calls of AWS IoT Core about devices. A method returns `undefined` for a thing or certificate that does not exist. */
export interface DeviceApi {
  thing(
    name: string,
  ): Promise<{ readonly type?: string; readonly attributes: Readonly<Record<string, string>> } | undefined>;
  /** ARNs of the certificates that a thing has. */
  principals(thing: string): Promise<readonly string[] | undefined>;
  certificate(id: string): Promise<RegisteredCertificate | undefined>;
  /** Names of the policies that are attached to a certificate. */
  policies(certificateArn: string): Promise<readonly string[]>;
  /** ARNs of the targets that a policy is attached to, `most` at most, and whether there are more. */
  carriers(policy: string, most: number): Promise<{ readonly arns: readonly string[]; readonly more: boolean }>;
  /** Names of the things that have a certificate. */
  things(certificateArn: string): Promise<readonly string[]>;
  revoke(certificateId: string): Promise<void>;
  detach(thing: string, certificateArn: string): Promise<void>;
}

/**
 * Calls AWS IoT Core, or the stand-in, with the SDK.
 * @param settings Region, credentials and endpoint of the SDK's client; or a client
 * @param explain Turns the error of a failed call into the error to throw @default failedCall, whose error ends the
 * command
 */
export function deviceApi(
  settings: IoTClientConfig | IoTClient,
  explain: (error: unknown, action: string) => unknown = failedCall,
): DeviceApi {
  const client = settings instanceof IoTClient ? settings : new IoTClient(settings);
  const call = async <T>(action: string, answer: Promise<T>): Promise<T> =>
    answer.catch((error: unknown) => {
      throw explain(error, action);
    });
  return {
    async thing(thingName) {
      const answer = client.send(new DescribeThingCommand({ thingName }));
      const found = await call("iot:DescribeThing", orMissing(answer));
      if (found === undefined) return undefined;
      const { thingTypeName: type, attributes = {} } = found;
      return { ...(type === undefined ? {} : { type }), attributes };
    },
    principals: (thingName) =>
      call(
        "iot:ListThingPrincipals",
        orMissing(
          allPages(async (nextToken) => {
            const page = await client.send(new ListThingPrincipalsCommand({ thingName, nextToken }));
            return { items: page.principals ?? [], next: page.nextToken };
          }),
        ),
      ),
    async certificate(certificateId) {
      const answer = client.send(new DescribeCertificateCommand({ certificateId }));
      const found = (await call("iot:DescribeCertificate", orMissing(answer)))?.certificateDescription;
      if (found === undefined) return undefined;
      const { certificateArn: arn = "", status = "unknown", certificatePem: pem = "" } = found;
      return { id: certificateId, arn, status, pem };
    },
    policies: (target) =>
      call(
        "iot:ListAttachedPolicies",
        allPages(async (marker) => {
          const page = await client.send(new ListAttachedPoliciesCommand({ target, marker }));
          return { items: (page.policies ?? []).map(({ policyName = "" }) => policyName), next: page.nextMarker };
        }),
      ),
    async carriers(policyName, most) {
      const arns = await call(
        "iot:ListTargetsForPolicy",
        orMissing(
          allPages(async (marker) => {
            const page = await client.send(new ListTargetsForPolicyCommand({ policyName, marker, pageSize: 250 }));
            return { items: page.targets ?? [], next: page.nextMarker };
          }, most + 1),
        ),
      );
      return { arns: (arns ?? []).slice(0, most), more: (arns ?? []).length > most };
    },
    things: (principal) =>
      call(
        "iot:ListPrincipalThings",
        allPages(async (nextToken) => {
          const page = await client.send(new ListPrincipalThingsCommand({ principal, nextToken }));
          return { items: page.things ?? [], next: page.nextToken };
        }),
      ),
    async revoke(certificateId) {
      const answer = client.send(new UpdateCertificateCommand({ certificateId, newStatus: "REVOKED" }));
      await call("iot:UpdateCertificate", answer);
    },
    async detach(thingName, principal) {
      const answer = client.send(new DetachThingPrincipalCommand({ thingName, principal }));
      await call("iot:DetachThingPrincipal", orMissing(answer));
    },
  };
}

/** @param enough Number of items after which no further page is requested @default - all pages */
async function allPages<T>(
  ask: (token: string | undefined) => Promise<{ readonly items: readonly T[]; readonly next: string | undefined }>,
  enough = Number.POSITIVE_INFINITY,
): Promise<T[]> {
  const found: T[] = [];
  let token: string | undefined;
  do {
    const { items, next } = await ask(token);
    found.push(...items);
    token = next;
  } while (token !== undefined && found.length < enough);
  return found;
}
