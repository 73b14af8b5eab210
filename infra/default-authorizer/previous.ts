import { AwsCallError } from "../../aws";
import { handoverArn, OWNER_TAG, PREVIOUS_DEFAULT_TAG } from "./names";
import type { Authorizer, Step } from "./step";
import { ownershipOf } from "./step";

/** Content of the tag `iot-auth:previous-default` of our authorizer or of the handover authorizer. */
export interface Memory {
  /**
   * Names of the previous default authorizers, the latest first: the one that ours replaced, then those that this one
   * had replaced. If the stack of one is destroyed before ours, the next in the list becomes the default again.
   */
  readonly previous: readonly string[];
  /**
   * Whether this program has cleared the default and not yet set another. It distinguishes a Region without a default
   * because of an interrupted run from a Region that has no default on purpose.
   */
  readonly cleared: boolean;
}

const CLEARED = "/cleared";
const SEPARATOR = "+";
/** Maximum length of a tag's value, characters. */
const LONGEST_VALUE = 256;

/**
 * The tag's value. An authorizer's name may have a comma but no colon or plus sign; a tag's value may have those but no
 * comma. One name of any length fits into the value, and several shorter ones: the earliest names that do not fit are
 * left out.
 */
export function encodeMemory({ previous, cleared }: Memory): string {
  return rememberable(previous).join(SEPARATOR).replaceAll(",", ":") + (cleared ? CLEARED : "");
}

/** The names that fit into the tag, the latest first. */
export function rememberable(names: readonly string[]): readonly string[] {
  const room = LONGEST_VALUE - CLEARED.length;
  return names.filter((_name, index) => names.slice(0, index + 1).join(SEPARATOR).length <= room);
}

function decode(value: string): Memory {
  const cleared = value.endsWith(CLEARED);
  const names = (cleared ? value.slice(0, -CLEARED.length) : value).replaceAll(":", ",").split(SEPARATOR);
  return { previous: names.filter((name) => /^[\w=,@-]{1,128}$/.test(name)), cleared };
}

/** Reads the memory from these tags. It is empty if the tag is missing or has another content. */
export function memoryIn(tags: ReadonlyMap<string, string>): Memory {
  return decode(tags.get(PREVIOUS_DEFAULT_TAG) ?? "");
}

/** Reads the memory of an authorizer. */
export async function recall({ api }: Step, arn: string): Promise<Memory> {
  return memoryIn(await api.tags(arn));
}

/** The memory of an interrupted run that has cleared the default and not yet set another. */
export async function unfinished(step: Step): Promise<Memory | undefined> {
  const own = await recall(step, step.input.authorizerArn);
  return own.cleared ? own : unfinishedHandover(step);
}

/**
 * The same, read from the handover authorizer only: it was going to become the default, or it was the default that was
 * cleared.
 */
export async function unfinishedHandover({ input, api }: Step): Promise<Memory | undefined> {
  const tags = await api.tags(handoverArn(input));
  const memory = memoryIn(tags);
  return memory.cleared && tags.get(OWNER_TAG) === input.owner ? memory : undefined;
}

/**
 * Writes the memory to an authorizer of this stack, unless it has it already.
 * @param arn - default: the authorizer of the step
 */
export async function remember(step: Step, memory: Memory, arn = step.input.authorizerArn): Promise<void> {
  await replace(step, arn, await recall(step, arn), memory);
}

/**
 * Deletes the memory, since our authorizer is no longer the default. A failure is printed, not thrown, unless the mark
 * of an unfinished change remains: `guardDefault` would continue that change.
 */
export async function forget(step: Step): Promise<void> {
  await tidy(step, step.input.authorizerArn, { forgetting: true });
}

/**
 * Removes the mark of an unfinished change from the memory and keeps the names. A failure is printed, not thrown: the
 * default has been changed, and a failed step would make Terraform repeat it.
 */
export async function closeMemory(step: Step, arn = step.input.authorizerArn): Promise<void> {
  await tidy(step, arn, { forgetting: false });
}

async function tidy(step: Step, arn: string, { forgetting }: { readonly forgetting: boolean }): Promise<void> {
  // Until the memory has been read, it may have the mark.
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
 * The authorizer to restore on release: the latest recorded one that still exists, is ACTIVE and belongs to another
 * owner. Prints for each later one why it is not restored.
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
