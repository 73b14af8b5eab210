import { groupsOf, type ThingSettings } from "../../config/certificates";
import type { ResolvedStack } from "../../config/schema";
import { checkPem, parseCertificate } from "../../identity/certificates";
import { inParallel } from "../../identity/users/table/table-interface";
import { groupPolicyName } from "../../infra/certificate-names";
import type { DeviceApi } from "./device-api";
import { certificatesOf } from "./find-device";

/** The id in a certificate's ARN; `undefined` for the ARN of any other resource. */
export function certificateIdOf(arn: string): string | undefined {
  return /:cert\/([0-9a-f]{64})$/.exec(arn)?.[1];
}

/** A device's certificate as AWS IoT Core has it. */
export interface DeviceCertificateView {
  readonly id: string;
  readonly status: string;
  /** ISO 8601. Missing where the certificate cannot be read. */
  readonly expires?: string;
  /** Names of the policies that are attached to it. */
  readonly policies: readonly string[];
  /**
   * `configuration`: the thing names it. `retired`: the thing names it in `retired`. `provisioned`: the thing does not
   * name it.
   */
  readonly from: "configuration" | "retired" | "provisioned";
}

/** A device: a thing with its certificates. */
export interface DeviceView {
  readonly thing: string;
  readonly group?: string;
  /**
   * `configuration`: the configuration has the thing. `provisioned`: it has not, so the thing was provisioned just in
   * time.
   */
  readonly from: "configuration" | "provisioned";
  readonly type?: string;
  readonly attributes: Readonly<Record<string, string>>;
  /** Whether AWS IoT Core has the thing; `undefined` if AWS was not asked. */
  readonly exists?: boolean;
  readonly certificates: readonly DeviceCertificateView[];
}

type Things = Readonly<Record<string, ThingSettings>>;

const thingsOf = ({ settings }: ResolvedStack): Things => settings.certificates?.things ?? {};

/** Things of the configuration, without a call of AWS. */
export function configuredDevices(stack: ResolvedStack): DeviceView[] {
  return Object.entries(thingsOf(stack)).map(([thing, { group, type, attributes }]) => ({
    ...{ thing, group, from: "configuration" as const },
    ...(type === undefined ? {} : { type }),
    ...{ attributes, certificates: [] },
  }));
}

/**
 * Lists things of the configuration, and things that just-in-time provisioning created: a policy of the stack is
 * attached to their certificates.
 * @param most Maximum number of devices that are returned
 * @returns the devices, sorted by name, and whether there are more
 */
export async function listDevices(
  stack: ResolvedStack,
  folder: string,
  api: DeviceApi,
  most: number,
): Promise<{ readonly devices: readonly DeviceView[]; readonly more: boolean }> {
  const known = Object.keys(thingsOf(stack)).slice(0, most);
  const provisioned = new Map<string, string | undefined>();
  let more = Object.keys(thingsOf(stack)).length > most;
  for (const group of Object.keys(groupsOf("things", stack.settings.groups))) {
    const carriers = await api.carriers(groupPolicyName(stack.stackName, group), most);
    more ||= carriers.more;
    await inParallel(carriers.arns, async (arn) => {
      for (const thing of certificateIdOf(arn) ? await api.things(arn) : [])
        if (!Object.hasOwn(thingsOf(stack), thing)) provisioned.set(thing, group);
    });
  }
  const all = [...known, ...provisioned.keys()];
  const devices = new Map<string, DeviceView>();
  await inParallel(all.slice(0, most), async (thing) => {
    devices.set(thing, await viewDevice(stack, folder, api, thing, provisioned.get(thing)));
  });
  const sorted = [...devices.values()].sort((a, b) => (a.thing < b.thing ? -1 : 1));
  return { devices: sorted, more: more || all.length > most };
}

/**
 * One device, from the configuration and AWS IoT Core.
 * @param group Group of a thing that the configuration lacks @default - found by the policies of its certificates
 */
export async function viewDevice(
  stack: ResolvedStack,
  folder: string,
  api: DeviceApi,
  thing: string,
  group?: string,
): Promise<DeviceView> {
  const configured = Object.hasOwn(thingsOf(stack), thing) ? thingsOf(stack)[thing] : undefined;
  const [found, principals = []] = [await api.thing(thing), await api.principals(thing)];
  const kindOf = await certificatesOf(configured ?? {}, folder);
  const certificates: DeviceCertificateView[] = [];
  for (const arn of principals) {
    const id = certificateIdOf(arn);
    const registered = id === undefined ? undefined : await api.certificate(id);
    if (registered === undefined) continue;
    const reading = checkPem("", registered.pem, "CERTIFICATE", "");
    const x509 = reading.ok ? parseCertificate(reading.block) : undefined;
    const kind = x509 ? kindOf(x509) : "unknown";
    certificates.push({
      ...{ id: registered.id, status: registered.status, policies: await api.policies(arn) },
      ...(x509 ? { expires: new Date(x509.validTo).toISOString() } : {}),
      from: kind === "named" ? "configuration" : kind === "retired" ? "retired" : "provisioned",
    });
  }
  const type = found?.type ?? configured?.type;
  const itsGroup = configured?.group ?? group ?? groupByPolicy(stack, certificates);
  return {
    ...{ thing, from: configured ? "configuration" : "provisioned", exists: found !== undefined },
    ...(itsGroup === undefined ? {} : { group: itsGroup }),
    ...(type === undefined ? {} : { type }),
    ...{ attributes: found?.attributes ?? configured?.attributes ?? {}, certificates },
  };
}

function groupByPolicy({ stackName, settings }: ResolvedStack, certificates: DeviceView["certificates"]) {
  const carried = certificates.flatMap(({ policies }) => policies);
  return Object.keys(groupsOf("things", settings.groups)).find((name) =>
    carried.includes(groupPolicyName(stackName, name)),
  );
}

/** Why a device cannot log in with a certificate: sentences without a full stop; empty if it can. */
export function obstacles(
  { status, expires, policies }: DeviceCertificateView,
  policy: string | undefined,
  now: Date,
): string[] {
  return [
    ...(status === "ACTIVE" ? [] : [`it is ${status}`]),
    ...(expires !== undefined && Date.parse(expires) < now.getTime() ? [`it expired on ${expires.slice(0, 10)}`] : []),
    ...(policies.length === 0
      ? ["no policy is attached to it, so it allows nothing"]
      : policy !== undefined && !policies.includes(policy)
        ? [`the policy ${policy} is not attached to it`]
        : []),
  ];
}
