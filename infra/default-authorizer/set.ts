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

/** Assumed longest time between another program's check of the default and its call that sets it. */
const SETTLING_MILLISECONDS = 2_000;

/**
 * Makes our authorizer the Region's default. Records the present default before it replaces it, so that a run that was
 * interrupted at any point can be repeated. At the end it removes the handover authorizer, which was the default while
 * ours was replaced.
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

/** The memory to write before the default is replaced, for a later release. Undefined: keep the present memory. */
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
 * The names to record when another owner's default is taken over: that authorizer, then those that it has taken over
 * from, if it belongs to another stack. So the right default is restored in whichever order the stacks are destroyed.
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
 * Checks the default a second time, after any other program that had read the default before ours was set has had time
 * to set its own. AWS has no call that sets a default only if none, or a certain one, is set; so two programs that read
 * the same default can both set theirs, and the later one wins. The other program must not report success. A third
 * check guards against one outdated answer.
 * @returns false if there is no default, or a former one of this stack: decide again
 * @throws StepError `EXIT.foreign` if another owner's authorizer is the default
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
