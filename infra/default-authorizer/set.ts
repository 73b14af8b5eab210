import type { Authorizer } from "./api";
import { failedAs } from "./aws-call-error";
import { authorizerMissing, contended, foreignDefault, handoverNameReserved, wrongAccount } from "./errors";
import { handoverName } from "./handover-name";
import { ownershipOf } from "./ownership";
import { closeMemory, type Memory, recall, remember, unfinished } from "./previous";
import { removeHandover } from "./remove-handover";
import { currentDefault, ROUNDS, type Step } from "./step";
import { switchDefault } from "./switch-default";

/**
 * Makes our authorizer the Region's default. Remembers a default it replaces before it replaces it, so that a run which was
 * interrupted anywhere can be repeated. Last of all it removes the handover authorizer that stood in while ours was replaced.
 * @throws StepError `EXIT.foreign` for someone else's default without `takeOver`; `EXIT.aws`, `EXIT.credentials`.
 * @example await setDefault({ input, api: createApi(input), say: console.log, wait: setTimeout })
 */
export async function setDefault(step: Step): Promise<void> {
  const { input } = step;
  if (input.authorizerName === handoverName(input.owner)) throw handoverNameReserved(input);
  try {
    await set(step);
  } catch (error) {
    throw failedAs(error, "not-found") ? authorizerMissing(input) : error;
  }
  await removeHandover(step);
}

async function set(step: Step): Promise<void> {
  const { input, say } = step;
  for (let round = 0; round < ROUNDS; round++) {
    const current = await currentDefault(step);
    if (current?.name === input.authorizerName) {
      say(`"${input.authorizerName}" is already the default authorizer of ${input.region}.`);
      return closeMemory(step);
    }
    const memory = await memoryWorthKeeping(step, current);
    await requireOurs(step);
    if (memory) await remember(step, memory);
    const beforeClearing = () => remember(step, { previous: memory?.previous, cleared: true });
    if ((await switchDefault(step, { from: current, to: input.authorizerName, beforeClearing })) === "done") {
      say(`"${input.authorizerName}" is now the default authorizer of ${input.region}.`);
      return closeMemory(step);
    }
  }
  throw contended(input);
}

/** What to remember before the default is replaced: what release is to put back one day. Undefined: whatever is remembered already. */
async function memoryWorthKeeping(step: Step, current: Authorizer | undefined): Promise<Memory | undefined> {
  const { input, say } = step;
  if (!current) {
    say(`${input.region} has no default authorizer.`);
    return unfinished(step);
  }
  if ((await ownershipOf(step, current)) === "older") {
    say(`The default authorizer of ${input.region} is "${current.name}", this stack's former one.`);
    return { ...(await recall(step, current.arn)), cleared: false };
  }
  if (!input.takeOver) throw foreignDefault(input, current);
  say(
    `The default authorizer of ${input.region} is "${current.name}", which is not this stack's: taking over, as \`takeOver\` says.`,
  );
  return { previous: current.name, cleared: false };
}

async function requireOurs({ input, api }: Step): Promise<void> {
  const ours = await api.describe(input.authorizerName);
  if (!ours) throw authorizerMissing(input);
  if (ours.arn !== input.authorizerArn) throw wrongAccount(input, ours);
}
