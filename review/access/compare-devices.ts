import { changesOfType, type KnownChange } from "../plan/known-resources";
import type { Plan } from "../plan/plan-schema";
import { changeOfUser, type UserChange } from "./compare-users";
import type { ReviewedAccessMap } from "./reviewed-access-map";

/** Changes of one device that the configuration names, and the number of its certificates. */
export interface DeviceChange extends UserChange {
  readonly certificates: {
    /** Active certificates before. */
    readonly before: number;
    /** Certificates that become active. */
    readonly added: number;
    /** Certificates that were active and no longer are. */
    readonly removed: number;
  };
}

/** A device: its group, and its certificates. */
interface Device {
  readonly group: string;
  /** Keys of its active certificates in Terraform. */
  readonly active: readonly string[];
}

type When = "before" | "after";

/** The values of a resource before or after the apply. A resource that Terraform only forgets stays in AWS as it is. */
const valuesOf = <T>({ actions, before, after }: KnownChange<T>, when: When): T | undefined =>
  when === "before" || actions.includes("forget") ? before : after;

/**
 * Compares the devices with certificates by the names of their things. Devices of just-in-time provisioning are in no
 * plan.
 * @param before,after The access maps, which have the groups' rules
 */
export function compareDevices(
  plan: Plan,
  before: ReviewedAccessMap | undefined,
  after: ReviewedAccessMap | undefined,
): DeviceChange[] {
  const [old, now] = [devicesOf(plan, "before"), devicesOf(plan, "after")];
  return [...new Set([...old.keys(), ...now.keys()])].sort().flatMap((name) => {
    const [was, is] = [old.get(name), now.get(name)];
    const certificates = {
      before: was?.active.length ?? 0,
      added: without(is?.active, was?.active).length,
      removed: without(was?.active, is?.active).length,
    };
    const isSame = was !== undefined && was.group === is?.group && certificates.added + certificates.removed === 0;
    if (isSame) return [];
    const states = { ...(was ? { before: stateOf(was) } : {}), ...(is ? { after: stateOf(is) } : {}) };
    const { gains, loses, ...change } = changeOfUser(states, before, after);
    return [
      {
        name,
        ...change,
        gains: gains || certificates.added > 0,
        loses: loses || certificates.removed > 0,
        certificates,
      },
    ];
  });
}

const stateOf = ({ group, active }: Device) => ({ group, disabled: active.length === 0 });

const without = (some: readonly string[] = [], others: readonly string[] = []): string[] =>
  some.filter((one) => !others.includes(one));

function devicesOf(plan: Plan, when: When): Map<string, Device> {
  const groups = new Map(
    changesOfType(plan, "aws_iot_policy").map(
      (change) => [valuesOf(change, when)?.name, keyOf(change.address)] as const,
    ),
  );
  const active = new Set(
    changesOfType(plan, "aws_iot_certificate").flatMap((change) =>
      valuesOf(change, when)?.active ? keyOf(change.address) : [],
    ),
  );
  const devices = new Map<string, Device>();
  for (const change of changesOfType(plan, "aws_iot_policy_attachment")) {
    const [policy, key] = [valuesOf(change, when)?.policy, keyOf(change.address)];
    if (!policy) continue;
    // The key is the thing's name and the certificate's digest, see
    // `infra/constructs/certificates/certificate-things.ts`.
    const thing = key.split("/", 1)[0] ?? key;
    const known = devices.get(thing)?.active ?? [];
    devices.set(thing, {
      group: groups.get(policy) ?? policy,
      active: active.has(key) ? [...known, key] : known,
    });
  }
  return devices;
}

/** @example keyOf('aws_iot_policy.group["sensors"]') // "sensors" */
const keyOf = (address: string): string => /\["(.+)"\]$/.exec(address)?.[1] ?? address;
