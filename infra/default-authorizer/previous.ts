import { AwsCallError } from "../../aws";
import { handoverArn, OWNER_TAG, PREVIOUS_DEFAULT_TAG } from "./names";
import type { Authorizer, Step } from "./step";
import { ownershipOf } from "./step";

/** What the tag `iot-auth:previous-default` says, on our authorizer or on the handover authorizer. */
export interface Memory {
  /**
   * Names of the default authorizers before ours, the latest first: the one that ours replaced, then those that it had replaced in its
   * turn. If its stack is destroyed before ours, the default goes back to the one before it.
   */
  readonly previous: readonly string[];
  /**
   * The default was cleared by us and no other was set yet. It tells a Region without a default because we were interrupted
   * from one where somebody wanted it so.
   */
  readonly cleared: boolean;
}

const CLEARED = "/cleared";
const SEPARATOR = "+";
/** Characters that AWS lets a tag's value have. */
const LONGEST_VALUE = 256;

/**
 * The tag's value. An authorizer's name may hold a comma but no colon or plus sign, a tag's value those but no comma. The value has room for
 * one name of any length, and for several that are not very long: the earliest are left out where there is none for them.
 */
export function encodeMemory({ previous, cleared }: Memory): string {
  return rememberable(previous).join(SEPARATOR).replaceAll(",", ":") + (cleared ? CLEARED : "");
}

/** As many of the names as can be remembered, the latest first. */
export function rememberable(names: readonly string[]): readonly string[] {
  const room = LONGEST_VALUE - CLEARED.length;
  return names.filter((_name, index) => names.slice(0, index + 1).join(SEPARATOR).length <= room);
}

function decode(value: string): Memory {
  const cleared = value.endsWith(CLEARED);
  const names = (cleared ? value.slice(0, -CLEARED.length) : value).replaceAll(":", ",").split(SEPARATOR);
  return { previous: names.filter((name) => /^[\w=,@-]{1,128}$/.test(name)), cleared };
}

/** What is remembered in these tags. Nothing, where there is no such tag or a person has put something else there. */
export function memoryIn(tags: ReadonlyMap<string, string>): Memory {
  return decode(tags.get(PREVIOUS_DEFAULT_TAG) ?? "");
}

/** What is remembered on an authorizer. */
export async function recall({ api }: Step, arn: string): Promise<Memory> {
  return memoryIn(await api.tags(arn));
}

/** What an interrupted run has left to be finished: the default was cleared by us and no other was set yet. */
export async function unfinished(step: Step): Promise<Memory | undefined> {
  const own = await recall(step, step.input.authorizerArn);
  return own.cleared ? own : unfinishedHandover(step);
}

/** The same, where only the handover authorizer says it: it was to become the default, or was the default that we cleared. */
export async function unfinishedHandover({ input, api }: Step): Promise<Memory | undefined> {
  const tags = await api.tags(handoverArn(input));
  const memory = memoryIn(tags);
  return memory.cleared && tags.get(OWNER_TAG) === input.owner ? memory : undefined;
}

/** Remembers on an authorizer of ours, unless it is remembered already. @param arn - default: the one the step is about */
export async function remember(step: Step, memory: Memory, arn = step.input.authorizerArn): Promise<void> {
  await replace(step, arn, await recall(step, arn), memory);
}

/**
 * Forgets all: our authorizer is not the default any more. A failure is said, not thrown, unless the mark of an unfinished change is
 * left: `guardDefault` would take it for one.
 */
export async function forget(step: Step): Promise<void> {
  await tidy(step, step.input.authorizerArn, { forgetting: true });
}

/**
 * Takes the mark of an unfinished change off the memory; what is remembered stays. A failure is said, not thrown: what the step
 * is for is done, and a failed step would make Terraform do it again.
 */
export async function closeMemory(step: Step, arn = step.input.authorizerArn): Promise<void> {
  await tidy(step, arn, { forgetting: false });
}

async function tidy(step: Step, arn: string, { forgetting }: { readonly forgetting: boolean }): Promise<void> {
  // Until the memory is read, it may hold the mark.
  let mayStay = !forgetting;
  try {
    const before = await recall(step, arn);
    mayStay = !(forgetting && before.cleared);
    await replace(step, arn, before, { previous: forgetting ? [] : before.previous, cleared: false });
  } catch (error) {
    if (!mayStay || !(error instanceof AwsCallError)) throw error;
    const name = arn.slice(arn.indexOf("/") + 1);
    step.say(`Tag ${PREVIOUS_DEFAULT_TAG} of "${name}" is left as it was, which does no harm: ${error.message}`);
  }
}

async function replace({ api }: Step, arn: string, before: Memory, after: Memory): Promise<void> {
  if (encodeMemory(before) !== encodeMemory(after)) await api.tag(arn, PREVIOUS_DEFAULT_TAG, encodeMemory(after));
}

/**
 * The authorizer to put back on release: the latest of those remembered that still exists, is ACTIVE and is somebody else's.
 * Says of every later one why it is not put back.
 */
export async function authorizerToPutBack(step: Step, { previous }: Memory): Promise<Authorizer | undefined> {
  for (const name of previous) {
    const authorizer = await step.api.describe(name);
    const flaw = await whyNot(step, authorizer);
    if (flaw === undefined) return authorizer;
    step.say(`The default before ours, "${name}", is not put back: ${flaw}.`);
  }
  return undefined;
}

async function whyNot(step: Step, authorizer: Authorizer | undefined): Promise<string | undefined> {
  if (!authorizer) return "it no longer exists";
  if (!authorizer.active) return "it is INACTIVE";
  return (await ownershipOf(step, authorizer)) === "foreign" ? undefined : "it belongs to this stack";
}
