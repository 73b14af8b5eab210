import type { Authorizer } from "./api";
import { AwsCallError } from "./aws-call-error";
import { ownershipOf } from "./ownership";
import type { Step } from "./step";
import { PREVIOUS_DEFAULT_TAG } from "./tags";

/** What our authorizer's tag `iot-auth:previous-default` says. */
export interface Memory {
  /** Name of the default authorizer that ours replaced, undefined when there was none. */
  readonly previous: string | undefined;
  /**
   * The default was cleared by us and no other was set yet. It tells a Region without a default because we were interrupted
   * from one where somebody wanted it so.
   */
  readonly cleared: boolean;
}

const CLEARED = "/cleared";

/** An authorizer's name may hold a comma but no colon, a tag's value a colon but no comma. */
function encode({ previous = "", cleared }: Memory): string {
  return previous.replaceAll(",", ":") + (cleared ? CLEARED : "");
}

function decode(value: string): Memory {
  const cleared = value.endsWith(CLEARED);
  const name = (cleared ? value.slice(0, -CLEARED.length) : value).replaceAll(":", ",");
  return { previous: /^[\w=,@-]{1,128}$/.test(name) ? name : undefined, cleared };
}

/** What is remembered on an authorizer. Nothing, where it carries no such tag or a person has put something else there. */
export async function recall({ api }: Step, arn: string): Promise<Memory> {
  return decode((await api.tags(arn)).get(PREVIOUS_DEFAULT_TAG) ?? "");
}

/** Remembers on our authorizer, unless it is remembered already. */
export async function remember(step: Step, memory: Memory): Promise<void> {
  await replace(step, await recall(step, step.input.authorizerArn), memory);
}

/** Forgets all: our authorizer is not the default any more. Failures as with `closeMemory`. */
export async function forget(step: Step): Promise<void> {
  await tidy(step, () => ({ previous: undefined, cleared: false }));
}

/**
 * Takes the mark of an unfinished change off the memory; what is remembered stays. A failure is said, not thrown: what the step
 * is for is done, and a failed step would make Terraform do it again.
 */
export async function closeMemory(step: Step): Promise<void> {
  await tidy(step, ({ previous }) => ({ previous, cleared: false }));
}

async function tidy(step: Step, after: (before: Memory) => Memory): Promise<void> {
  try {
    const before = await recall(step, step.input.authorizerArn);
    await replace(step, before, after(before));
  } catch (error) {
    if (!(error instanceof AwsCallError)) throw error;
    step.say(
      `Tag ${PREVIOUS_DEFAULT_TAG} of "${step.input.authorizerName}" is left as it was, which does no harm: ${error.message}`,
    );
  }
}

async function replace({ api, input }: Step, before: Memory, after: Memory): Promise<void> {
  if (encode(before) !== encode(after)) await api.tag(input.authorizerArn, PREVIOUS_DEFAULT_TAG, encode(after));
}

/**
 * The authorizer to put back on release: the one remembered, if it still exists, is ACTIVE and is somebody else's.
 * Says why when it is not put back.
 */
export async function authorizerToPutBack(step: Step, { previous }: Memory): Promise<Authorizer | undefined> {
  if (previous === undefined) return undefined;
  const authorizer = await step.api.describe(previous);
  const flaw = await whyNot(step, authorizer);
  if (flaw === undefined) return authorizer;
  step.say(`The default before ours, "${previous}", is not put back: ${flaw}.`);
  return undefined;
}

async function whyNot(step: Step, authorizer: Authorizer | undefined): Promise<string | undefined> {
  if (!authorizer) return "it no longer exists";
  if (!authorizer.active) return "it is INACTIVE";
  return (await ownershipOf(step, authorizer)) === "foreign" ? undefined : "it belongs to this stack";
}
