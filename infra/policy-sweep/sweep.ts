import { type AwsCallError, failedAs } from "../../aws";
import { EXIT, StepError } from "../default-authorizer/step-errors";
import type { SweepInput } from "./sweep-input";

/** The calls of AWS that a sweep makes. Every method throws `AwsCallError`. */
export interface SweepApi {
  /** ARN of the policy of this name; undefined when it does not exist. */
  policyArn(name: string): Promise<string | undefined>;
  /** Some of what carries the policy; empty when nothing does. */
  targets(policyName: string): Promise<readonly string[]>;
  detach(policyName: string, target: string): Promise<void>;
  /** Names of the things that have the certificate. */
  thingsOf(certificateArn: string): Promise<readonly string[]>;
  deactivate(certificateId: string): Promise<void>;
  /** The thing's type; undefined when it has none. */
  typeOf(thingName: string): Promise<string | undefined>;
  takeTypeOff(thingName: string): Promise<void>;
}

/** What a sweep works with. */
export interface Sweep {
  readonly input: SweepInput;
  readonly api: SweepApi;
  /** Prints one line for the person who runs Terraform. */
  readonly say: (line: string) => void;
}

/** Targets that are told one by one; of the others, their number. */
const MOST_TOLD = 50;
/** How often the targets are listed again, since devices may be provisioned meanwhile. A page has 250. */
const MOST_ROUNDS = 10_000;
/** Calls at once: AWS takes about 15 a second. */
const AT_ONCE = 5;

/**
 * Takes a policy off everything that carries it, and with `deactivate` sets the certificates among that INACTIVE first, so that no moment
 * lets a device in under a policy of another stack. Their things lose a type that the stack makes, since AWS deletes none that a thing has.
 * Nothing is deleted, and what does not carry this very policy is not touched. Safe to repeat.
 * @throws StepError where the credentials are for another account; nothing was changed then
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
    `Policy ${policyName} must be attached to nothing, got: new targets at every look, with ${onDestroy}. Find out who attaches it, then run the same command again.`,
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
    typed.push(`Thing ${thing}: taken off its type ${type}, which is destroyed.`);
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

/** Somebody deleted it meanwhile. */
function ignoreMissing(error: unknown): undefined {
  if (failedAs(error, "not-found")) return undefined;
  throw error;
}

function summary(policyName: string, swept: number): string {
  if (swept === 0) return `Policy ${policyName}: no device that Terraform does not know carries it.`;
  const targets = swept === 1 ? "1 target" : `${swept} targets`;
  return `Policy ${policyName}: detached from ${targets} that Terraform does not know. Their things and certificates are still there.`;
}
