import { type AwsCallError, failedAs } from "../../aws";
import { EXIT, StepError } from "../default-authorizer/step-errors";
import type { SweepInput } from "./sweep-input";

/** The calls of AWS that a sweep makes. Every method throws `AwsCallError`. */
export interface SweepApi {
  /** ARN of the policy with this name; undefined if it does not exist. */
  policyArn(name: string): Promise<string | undefined>;
  /** One page of the targets that the policy is attached to; empty if there are none. */
  targets(policyName: string): Promise<readonly string[]>;
  detach(policyName: string, target: string): Promise<void>;
  /** Names of the things that the certificate is attached to. */
  thingsOf(certificateArn: string): Promise<readonly string[]>;
  deactivate(certificateId: string): Promise<void>;
  /** The thing's type; undefined if it has none. */
  typeOf(thingName: string): Promise<string | undefined>;
  takeTypeOff(thingName: string): Promise<void>;
}

/** Input and effects of a sweep. */
export interface Sweep {
  readonly input: SweepInput;
  readonly api: SweepApi;
  /** Prints one line for the person who runs Terraform. */
  readonly say: (line: string) => void;
}

/** Number of targets that are printed one by one; the others are only counted. */
const MOST_TOLD = 50;
/** How often the targets are listed again, since devices may be provisioned in the meantime. A page has 250. */
const MOST_ROUNDS = 10_000;
/** Concurrent calls: AWS allows about 15 a second. */
const AT_ONCE = 5;

/**
 * Detaches a policy from all its targets. With `deactivate` it first sets the certificates among them INACTIVE, so that
 * no device can log in with only the policy of another stack in between. Their things lose a type of this stack, since
 * AWS does not delete a type that a thing has. It deletes nothing, and does not change anything without this policy. It
 * can be repeated.
 * @throws StepError if the credentials are for another account; then nothing was changed
 */
export async function sweepPolicy({ input, api, say }: Sweep): Promise<void> {
  const { policyName, policyArn, region, onDestroy } = input;
  const found = await api.policyArn(policyName);
  if (found === undefined) return say(`Policy ${policyName} does not exist in ${region}: nothing to detach.`);
  if (found !== policyArn) {
    throw new StepError(
      EXIT.credentials,
      `The credentials must be for the account of ${policyArn}, got: ones that see ${found}. Nothing was changed. Check the provider's profile and role.`,
    );
  }
  let swept = 0;
  for (let round = 0; round < MOST_ROUNDS; round++) {
    const targets = await api.targets(policyName);
    if (targets.length === 0) return say(summary(policyName, swept));
    for (let index = 0; index < targets.length; index += AT_ONCE) {
      const some = targets.slice(index, index + AT_ONCE);
      await Promise.all(some.map((target) => take(target, { input, api, say }, swept < MOST_TOLD)));
      swept += some.length;
      if (swept >= MOST_TOLD && swept - some.length < MOST_TOLD) say("… and more, which are counted below.");
    }
  }
  throw new StepError(
    EXIT.aws,
    `Policy ${policyName} must be attached to nothing, got: new targets at every check, with ${onDestroy}. Find out who attaches it, then run the same command again.`,
  );
}

async function take(target: string, { input, api, say }: Sweep, told: boolean): Promise<void> {
  const { policyName, onDestroy, thingTypes = [] } = input;
  const [, certificateId] = /:cert\/([0-9a-f]{64})$/.exec(target) ?? [];
  const asked = certificateId !== undefined && (told || thingTypes.length > 0);
  const things = asked ? ((await api.thingsOf(target).catch(ignoreMissing)) ?? []) : [];
  const typed: string[] = [];
  for (const thing of things) {
    const type = thingTypes.length > 0 ? await api.typeOf(thing).catch(ignoreMissing) : undefined;
    if (type === undefined || !thingTypes.includes(type)) continue;
    await api.takeTypeOff(thing).catch((error: unknown) => {
      if (failedAs(error, "refused")) throw keepsItsType(thing, type, error);
      return ignoreMissing(error);
    });
    typed.push(`Thing ${thing}: its type ${type} is removed, since the type is destroyed.`);
  }
  if (certificateId !== undefined && onDestroy === "deactivate") {
    await api.deactivate(certificateId).catch(ignoreMissing);
  }
  await api.detach(policyName, target).catch(ignoreMissing);
  if (!told) return;
  for (const line of typed) say(line);
  const whose = things.length > 0 ? ` of thing ${things.join(", ")}` : "";
  const what = certificateId === undefined ? target : `certificate ${certificateId.slice(0, 12)}…${whose}`;
  const also = certificateId !== undefined && onDestroy === "deactivate" ? ", which is INACTIVE now" : "";
  say(`Policy ${policyName}: detached from ${what}${also}.`);
}

/** Without a type, AWS lets a thing have 3 attributes. */
function keepsItsType(thing: string, type: string, { message }: AwsCallError): StepError {
  return new StepError(
    EXIT.aws,
    `Thing ${thing} must lose its type ${type}, which is destroyed, got: ${message} A thing with more than 3 attributes needs a type: give it another one or take attributes off it, then run the same command again.`,
  );
}

/** Ignores that the resource was deleted in the meantime. */
function ignoreMissing(error: unknown): undefined {
  if (failedAs(error, "not-found")) return undefined;
  throw error;
}

function summary(policyName: string, swept: number): string {
  if (swept === 0) return `Policy ${policyName}: it is attached to no device that Terraform does not know.`;
  const targets = swept === 1 ? "1 target" : `${swept} targets`;
  return `Policy ${policyName}: detached from ${targets} that Terraform does not know. Their things and certificates are still there.`;
}
