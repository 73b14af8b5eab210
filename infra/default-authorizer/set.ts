import type { Authorizer } from "./api";
import { failedAs } from "./aws-call-error";
import { authorizerMissing, contended, foreignDefault, wrongAccount } from "./errors";
import { ownershipOf } from "./ownership";
import { closeMemory, recall, remember } from "./previous";
import { currentDefault, ROUNDS, type Step } from "./step";
import { switchDefault } from "./switch-default";

/**
 * Makes our authorizer the Region's default. Remembers a default it replaces before it replaces it, so that a run which was
 * interrupted anywhere can be repeated; setting the default is the last thing that can fail.
 * @throws StepError `EXIT.foreign` for someone else's default without `takeOver`; `EXIT.aws`, `EXIT.credentials`.
 * @example await setDefault({ input, api: createApi(input), say: console.log, wait: setTimeout })
 */
export async function setDefault(step: Step): Promise<void> {
  try {
    await set(step);
  } catch (error) {
    throw failedAs(error, "not-found") ? authorizerMissing(step.input) : error;
  }
}

async function set(step: Step): Promise<void> {
  const { input, say } = step;
  for (let round = 0; round < ROUNDS; round++) {
    const current = await currentDefault(step);
    if (current?.name === input.authorizerName) {
      say(`"${input.authorizerName}" is already the default authorizer of ${input.region}.`);
      return closeMemory(step);
    }
    const previous = await previousWorthKeeping(step, current);
    await requireOurs(step);
    if (current) await remember(step, { previous, cleared: false });
    const beforeClearing = () => remember(step, { previous, cleared: true });
    if ((await switchDefault(step, { from: current, to: input.authorizerName, beforeClearing })) === "done") {
      say(`"${input.authorizerName}" is now the default authorizer of ${input.region}.`);
      return closeMemory(step);
    }
  }
  throw contended(input);
}

/** What release is to put back one day, given the default that is about to be replaced. */
async function previousWorthKeeping(step: Step, current: Authorizer | undefined): Promise<string | undefined> {
  const { input, say } = step;
  if (!current) {
    say(`${input.region} has no default authorizer.`);
    return undefined;
  }
  if ((await ownershipOf(step, current)) === "older") {
    say(`The default authorizer of ${input.region} is "${current.name}", this stack's former one.`);
    return (await recall(step, current.arn)).previous;
  }
  if (!input.takeOver) throw foreignDefault(input, current);
  say(
    `The default authorizer of ${input.region} is "${current.name}", which is not this stack's: taking over, as \`takeOver\` says.`,
  );
  return current.name;
}

async function requireOurs({ input, api }: Step): Promise<void> {
  const ours = await api.describe(input.authorizerName);
  if (!ours) throw authorizerMissing(input);
  if (ours.arn !== input.authorizerArn) throw wrongAccount(input, ours);
}
