import { failedAs } from "../../aws";
import { removeHandover } from "./handover";
import { handoverName } from "./names";
import { closeMemory, type Memory, recall, remember, rememberable, unfinished } from "./previous";
import type { Authorizer } from "./step";
import { currentDefault, ownershipOf, ROUNDS, type Step } from "./step";
import {
  authorizerMissing,
  contended,
  foreignDefault,
  handoverNameReserved,
  overtaken,
  wrongAccount,
} from "./step-errors";
import { switchDefault } from "./switch-default";

/** How long a look may be followed by the call that it was for. */
const SETTLING_MILLISECONDS = 2_000;

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
    const beforeClearing = () => remember(step, { previous: memory?.previous ?? [], cleared: true });
    const outcome = await switchDefault(step, { from: current, to: input.authorizerName, beforeClearing });
    if (outcome === "done" && (await isSettled(step))) {
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
  return { previous: await predecessors(step, current), cleared: false };
}

/**
 * Whom to remember when somebody else's default is taken over: it, then those it has taken over from in its turn, if it is another stack's. So
 * the default finds its way back in whatever order the stacks are destroyed.
 */
async function predecessors(step: Step, current: Authorizer): Promise<readonly string[]> {
  const { input, say } = step;
  const ours = [input.authorizerName, handoverName(input.owner)];
  const { previous } = await recall(step, current.arn);
  const names = [...new Set([current.name, ...previous])].filter((name) => !ours.includes(name));
  const kept = rememberable(names);
  for (const name of names.slice(kept.length))
    say(`"${name}", a default before that, cannot be remembered: the names are too long together.`);
  return kept;
}

/**
 * A second look, when everybody else who looked before ours was set has had the time to set theirs. AWS has no call that sets a default only if
 * none, or a certain one, is set; so of two who find the same default at once, both can set theirs, and the later wins. The other one must
 * not report success. A third look keeps one stale answer from counting.
 * @returns false where there is no default, or a former one of ours: decide again
 * @throws StepError `EXIT.foreign` when it is somebody else's
 */
async function isSettled(step: Step): Promise<boolean> {
  const { input, wait } = step;
  let overtaker: Authorizer | undefined;
  for (let look = 0; look < 2; look++) {
    await wait(SETTLING_MILLISECONDS);
    const current = await currentDefault(step);
    if (current?.name === input.authorizerName) return true;
    if (!current || (await ownershipOf(step, current)) !== "foreign") return false;
    overtaker = current;
  }
  if (overtaker) throw overtaken(input, overtaker);
  return false;
}

async function requireOurs({ input, api }: Step): Promise<void> {
  const ours = await api.describe(input.authorizerName);
  if (!ours) throw authorizerMissing(input);
  if (ours.arn !== input.authorizerArn) throw wrongAccount(input, ours);
}
